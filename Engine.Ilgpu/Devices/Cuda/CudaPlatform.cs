using Engine.Ilgpu.Backends.Ptx;
using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// The CUDA devices of this machine, or why there are none. Looking for them never throws: a machine without a driver
/// does not notice.
/// </summary>
internal sealed class CudaPlatform
{
    private static readonly Lazy<CudaPlatform> Native = new(() =>
        NativeCudaApi.TryLoad(out string? problem) is { } api ? Find(api) : new([], problem));

    private static readonly AsyncLocal<CudaPlatform?> Substitute = new();

    private CudaPlatform(IReadOnlyList<CudaFacts> devices, string? problem) => (Devices, Problem) = (devices, problem);

    /// <summary>This machine's, or what a test has put in its place.</summary>
    public static CudaPlatform Current => Substitute.Value ?? Native.Value;

    /// <summary>The devices that can be used, in the driver's order.</summary>
    public IReadOnlyList<CudaFacts> Devices { get; }

    /// <summary>Why there is no device, or not every one: what is missing and how to get it. Null if nothing is missing.</summary>
    public string? Problem { get; }

    /// <summary>Makes the current flow of control, and what it starts, see another platform; null ends that.</summary>
    public static void Replace(CudaPlatform? platform) => Substitute.Value = platform;

    /// <summary>Asks a driver for its devices.</summary>
    public static unsafe CudaPlatform Find(ICudaApi api)
    {
        int version;
        int count;
        if (api.Init(0) is var failed and not CudaError.CUDA_SUCCESS)
            return None(api, failed, "starting the driver");
        if (api.DriverGetVersion(&version) is var unknown and not CudaError.CUDA_SUCCESS)
            return None(api, unknown, "asking for the driver's version");
        if (version < PtxVersions.OldestDriver)
        {
            return new([], $"the NVIDIA driver is too old (CUDA {Spell(version)}); install one for CUDA {Spell(PtxVersions.OldestDriver)} or later");
        }
        if (api.DeviceGetCount(&count) is var uncounted and not CudaError.CUDA_SUCCESS)
            return None(api, uncounted, "counting devices");
        var devices = new List<CudaFacts>();
        string? problem = count == 0 ? "the NVIDIA driver sees no device; check with nvidia-smi and CUDA_VISIBLE_DEVICES" : null;
        for (int i = 0; i < count; i++)
        {
            if (CudaFacts.TryRead(api, i, version, out string? reason) is { } device)
                devices.Add(device);
            problem ??= reason;
        }
        return new(devices, problem);
    }

    private static CudaPlatform None(ICudaApi api, CudaError error, string doing) =>
        new([], $"{CudaErrors.NameOf(api, error)} while {doing}; {CudaErrors.Advice(error)}");

    private static string Spell(int version) => $"{version / 1000}.{version % 1000 / 10}";
}
