namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>The OpenCL devices of this machine.</summary>
internal static unsafe class ClPlatforms
{
    private const ulong AllTypes = 0xFFFFFFFF;

    private static readonly Lazy<(IReadOnlyList<ClDeviceInfo> Devices, string? Missing)> Found = new(Search);

    /// <summary>Those that can be used, platform by platform, GPUs first.</summary>
    public static IReadOnlyList<ClDeviceInfo> Devices => Found.Value.Devices;

    /// <summary>Why there is none, and what to do about it; null if there is one.</summary>
    public static string? Missing => Found.Value.Missing;

    private static (IReadOnlyList<ClDeviceInfo> Devices, string? Missing) Search()
    {
        const string Install =
            "install the OpenCL driver of your GPU (NVIDIA's and AMD's come with their drivers, Intel's is intel-opencl-icd), or for the CPU pocl-opencl-icd";
        if (ClLibrary.Find() is not { } library)
            return ([], $"no OpenCL loader was found (libOpenCL.so.1, OpenCL.dll); {Install}, and on Linux ocl-icd-libopencl1");
        var all = Platforms(library).SelectMany(platform => Of(library, platform)).ToList();
        var usable = all.Where(device => device.Unusable is null).OrderBy(device => !device.IsGpu).ToList();
        if (usable.Count > 0)
            return (usable, null);
        return all.Count == 0
            ? ([], $"the OpenCL loader knows no device; {Install}")
            : ([], $"{all[0].Name} cannot be used: {all[0].Unusable}; update its driver");
    }

    private static nint[] Platforms(ClLibrary library)
    {
        uint count = 0;
        if (library.GetPlatformIds(0, null, &count) != ClError.Success || count == 0)
            return [];
        var platforms = new nint[count];
        fixed (nint* target = platforms)
            return library.GetPlatformIds(count, target, null) == ClError.Success ? platforms : [];
    }

    private static IEnumerable<ClDeviceInfo> Of(ClLibrary library, nint platform) =>
        DeviceIds(library, platform).Select(device => new ClDeviceInfo(library, platform, device));

    private static nint[] DeviceIds(ClLibrary library, nint platform)
    {
        uint count = 0;
        if (library.GetDeviceIds(platform, AllTypes, 0, null, &count) != ClError.Success || count == 0)
            return [];
        var devices = new nint[count];
        fixed (nint* target = devices)
            return library.GetDeviceIds(platform, AllTypes, count, target, null) == ClError.Success ? devices : [];
    }
}
