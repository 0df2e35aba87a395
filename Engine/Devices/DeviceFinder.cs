using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>Picks a device of a context by its specification.</summary>
internal static class DeviceFinder
{
    /// <summary>The devices with their specifications: CUDA, OpenCL, CPU.</summary>
    public static IEnumerable<(string Spec, Device Device)> All(Context context) =>
        new[] { DeviceKind.Cuda, DeviceKind.OpenCL, DeviceKind.Cpu }.SelectMany(kind => Of(context, kind));

    public static (string Spec, Device Device) Find(Context context, DeviceSpec wanted)
    {
        if (wanted.Kind == DeviceKind.Auto)
        {
            return Of(context, DeviceKind.Cuda)
                .Concat(Of(context, DeviceKind.OpenCL).Where(found => Provider.IsGpu(found.Device)))
                .Concat(Of(context, DeviceKind.Cpu))
                .First();
        }

        (string Spec, Device Device)[] candidates = [.. Of(context, wanted.Kind)];
        if (wanted.Index < candidates.Length)
        {
            return candidates[wanted.Index];
        }

        string kind = wanted.Kind == DeviceKind.Cuda ? "CUDA" : "OpenCL";
        string present = string.Join(", ", All(context).Select(found => found.Spec));
        throw new EngineException(candidates.Length == 0
            ? $"There is no {kind} device that this build can use ({Provider.Reach}); use one of: {present}, or auto."
            : $"There is no {kind} device {wanted.Index} on this machine; use one of: {present}, or auto.");
    }

    private static IEnumerable<(string Spec, Device Device)> Of(Context context, DeviceKind kind)
    {
        AcceleratorType type = kind switch
        {
            DeviceKind.Cuda => AcceleratorType.Cuda,
            DeviceKind.OpenCL => AcceleratorType.OpenCL,
            _ => AcceleratorType.CPU,
        };
        return context.Devices
            .Where(device => device.AcceleratorType == type)
            .Select((device, index) => (new DeviceSpec(kind, index).ToString(), device));
    }
}
