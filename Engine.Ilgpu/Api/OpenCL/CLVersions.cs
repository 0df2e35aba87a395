using System.Globalization;
using Engine.Ilgpu.Devices.OpenCL;

namespace ILGPU.Runtime.OpenCL;

/// <summary>The version of OpenCL that a platform offers.</summary>
public readonly record struct CLPlatformVersion(int Major, int Minor)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"OpenCL {Major}.{Minor}");

    internal static CLPlatformVersion Parse(string text)
    {
        var (major, minor) = ClDeviceInfo.ParseVersion(text);
        return new(major, minor);
    }
}

/// <summary>The version of OpenCL that a device offers.</summary>
public readonly record struct CLDeviceVersion(int Major, int Minor)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"OpenCL {Major}.{Minor}");

    internal static CLDeviceVersion Parse(string text)
    {
        var (major, minor) = ClDeviceInfo.ParseVersion(text);
        return new(major, minor);
    }
}

/// <summary>The version of OpenCL C that a device compiles.</summary>
public readonly record struct CLCVersion(int Major, int Minor)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"OpenCL C {Major}.{Minor}");

    internal static CLCVersion Parse(string text)
    {
        var (major, minor) = ClDeviceInfo.ParseVersion(text);
        return new(major, minor);
    }
}
