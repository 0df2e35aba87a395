using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>What OpenCL says of one device.</summary>
internal sealed unsafe class ClDeviceInfo
{
    private const ulong CpuType = 2;
    private const ulong GpuType = 4;
    private const ulong CorrectlyRounded = 1 << 7;

    private readonly ClLibrary _library;

    public ClDeviceInfo(ClLibrary library, nint platform, nint device)
    {
        _library = library;
        Platform = platform;
        Device = device;
        PlatformName = PlatformText(0x0902);
        PlatformVersion = PlatformText(0x0901);
        Name = DeviceText(0x102B);
        Vendor = DeviceText(0x102C);
        DriverVersion = DeviceText(0x102D);
        Version = DeviceText(0x102F);
        CVersion = DeviceText(0x103D);
        Extensions = DeviceText(0x1030).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Type = DeviceValue<ulong>(0x1000);
        VendorId = DeviceValue<uint>(0x1001);
        ComputeUnits = (int)DeviceValue<uint>(0x1002);
        MaxGroupSize = (long)DeviceValue<nuint>(0x1004);
        ClockMegahertz = (int)DeviceValue<uint>(0x100C);
        AddressBits = (int)DeviceValue<uint>(0x100D);
        MaxAllocationBytes = (long)DeviceValue<ulong>(0x1010);
        MemoryBytes = (long)DeviceValue<ulong>(0x101F);
        ConstantBytes = (long)DeviceValue<ulong>(0x1020);
        LocalBytes = (long)DeviceValue<ulong>(0x1023);
        IsAvailable = DeviceValue<uint>(0x1027) != 0;
        HasCompiler = DeviceValue<uint>(0x1028) != 0;
        RoundsDivisionCorrectly = (DeviceValue<ulong>(0x101B) & CorrectlyRounded) != 0;
        MaxItemSizes = DeviceValues<nuint>(0x1005);
    }

    public nint Platform { get; }
    public nint Device { get; }
    public string PlatformName { get; }
    public string PlatformVersion { get; }
    public string Name { get; }
    public string Vendor { get; }
    public string DriverVersion { get; }

    /// <summary>Such as "OpenCL 3.0 ...".</summary>
    public string Version { get; }

    /// <summary>Such as "OpenCL C 1.2 ...".</summary>
    public string CVersion { get; }

    public string[] Extensions { get; }
    public ulong Type { get; }
    public uint VendorId { get; }
    public int ComputeUnits { get; }
    public long MaxGroupSize { get; }

    /// <summary>Work items of a group along X, Y and Z.</summary>
    public nuint[] MaxItemSizes { get; }

    public int ClockMegahertz { get; }
    public int AddressBits { get; }
    public long MaxAllocationBytes { get; }
    public long MemoryBytes { get; }
    public long ConstantBytes { get; }
    public long LocalBytes { get; }
    public bool IsAvailable { get; }
    public bool HasCompiler { get; }

    /// <summary>Whether single-precision division and square root can be asked to be correctly rounded.</summary>
    public bool RoundsDivisionCorrectly { get; }

    public bool IsGpu => (Type & GpuType) != 0;
    public bool IsCpu => (Type & CpuType) != 0;

    /// <summary>Why the device cannot be used; null if it can.</summary>
    public string? Unusable
    {
        get
        {
            if (!IsAvailable)
                return "it is not available";
            if (!HasCompiler)
                return "its driver has no compiler";
            var (major, minor) = ParseVersion(Version);
            return (major, minor).CompareTo((1, 2)) < 0 ? $"its driver offers {Version}; 1.2 is needed" : null;
        }
    }

    public bool Has(string extension) => Extensions.Contains(extension, StringComparer.Ordinal);

    /// <summary>Lanes of a sub-group where sub-groups can shuffle and their size is known, else 1.</summary>
    public int WarpSize
    {
        get
        {
            if (!Has("cl_khr_subgroups") || !Has("cl_khr_subgroup_shuffle"))
                return 1;
            if (Has("cl_amd_device_attribute_query"))
                return Math.Max(1, (int)DeviceValue<uint>(0x4043));
            return NeedsWarpSizeInSource && Array.IndexOf(DeviceValues<nuint>(0x4108), (nuint)IntelWarpSize) >= 0 ? IntelWarpSize : 1;
        }
    }

    /// <summary>The compiler chooses the size of sub-groups unless the source does.</summary>
    public bool NeedsWarpSizeInSource => Has("cl_intel_required_subgroup_size");

    private const int IntelWarpSize = 16;

    /// <summary>The numbers in "OpenCL 1.2 ..." or "OpenCL C 1.2 ...".</summary>
    public static (int Major, int Minor) ParseVersion(string text)
    {
        foreach (string word in text.Split(' '))
        {
            string[] parts = word.Split('.');
            if (parts.Length >= 2
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
            {
                return (major, minor);
            }
        }
        return (0, 0);
    }

    /// <summary>The raw answer to a question; its length is 0 if the device does not know.</summary>
    public byte[] Query(uint question) => Ask(_library.GetDeviceInfo, Device, question);

    private T DeviceValue<T>(uint question)
        where T : unmanaged => DeviceValues<T>(question) is [var first, ..] ? first : default;

    private T[] DeviceValues<T>(uint question)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Query(question)).ToArray();

    private string DeviceText(uint question) => Text(Query(question));

    private string PlatformText(uint question) => Text(Ask(_library.GetPlatformInfo, Platform, question));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();

    private static byte[] Ask(delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> question, nint of, uint what)
    {
        nuint size = 0;
        if (question(of, what, 0, null, &size) != ClError.Success || size == 0)
            return [];
        var bytes = new byte[size];
        fixed (byte* target = bytes)
            return question(of, what, size, target, null) == ClError.Success ? bytes : [];
    }
}
