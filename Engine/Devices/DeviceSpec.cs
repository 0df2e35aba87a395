using System.Globalization;

namespace Engine;

internal enum DeviceKind
{
    Auto,
    Cpu,
    Cuda,
    OpenCL,
}

/// <summary>A parsed device specification such as "cuda:1".</summary>
/// <param name="Index">Null where any of the kind will do.</param>
internal readonly record struct DeviceSpec(DeviceKind Kind, int? Index)
{
    public static DeviceSpec Parse(string spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        string[] parts = spec.Trim().Split(':');
        DeviceKind? kind = parts[0].ToUpperInvariant() switch
        {
            "AUTO" => DeviceKind.Auto,
            "CPU" => DeviceKind.Cpu,
            "CUDA" => DeviceKind.Cuda,
            "OPENCL" => DeviceKind.OpenCL,
            _ => null,
        };
        int index = 0;
        bool indexed = parts.Length == 2 && kind is DeviceKind.Cuda or DeviceKind.OpenCL;
        if (kind is null
            || (parts.Length > 1 && !indexed)
            || (indexed && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            throw new EngineException($"'{spec}' is not a device; use auto, cpu, cuda, cuda:N, opencl or opencl:N.");
        }

        return new DeviceSpec(kind.Value, indexed ? index : null);
    }

    public override string ToString() => Kind switch
    {
        DeviceKind.Auto => "auto",
        DeviceKind.Cpu => "cpu",
        DeviceKind.Cuda => Index is null ? "cuda" : $"cuda:{Index}",
        _ => Index is null ? "opencl" : $"opencl:{Index}",
    };
}
