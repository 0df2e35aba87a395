using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace Engine;

/// <summary>Picks a device of a context by its specification.</summary>
internal static class DeviceFinder
{
    private static readonly DeviceKind[] s_kinds = [DeviceKind.Cuda, DeviceKind.OpenCL, DeviceKind.Cpu];

    /// <summary>The devices with their specifications: CUDA, OpenCL, CPU.</summary>
    public static IEnumerable<(string Spec, Device Device)> All(Context context) => s_kinds.SelectMany(kind => Of(context, kind));

    /// <summary>The kinds of which there is no device, each with the reason.</summary>
    public static IEnumerable<(string Kind, string Reason)> Missing(Context context) => s_kinds
        .Where(kind => !Of(context, kind).Any())
        .Select(kind => (new DeviceSpec(kind, null).ToString(), Provider.WhyMissing(TypeOf(kind))));

    /// <summary>
    /// The device with the index that is asked for. Without one: of CUDA devices the one with most memory free, of OpenCL
    /// devices the first GPU, else the first; "auto" takes a CUDA device, else an OpenCL GPU, else the CPU.
    /// </summary>
    public static (string Spec, Device Device) Find(Context context, DeviceSpec wanted)
    {
        if (wanted.Kind == DeviceKind.Auto)
        {
            return Preferred(context, DeviceKind.Cuda)
                ?? Preferred(context, DeviceKind.OpenCL, gpusOnly: true)
                ?? Of(context, DeviceKind.Cpu).First();
        }

        (string Spec, Device Device)? found = wanted.Index is { } index
            ? Of(context, wanted.Kind).Skip(index).Select(device => ((string, Device)?)device).FirstOrDefault()
            : Preferred(context, wanted.Kind);
        return found ?? throw NotFound(context, wanted);
    }

    private static EngineException NotFound(Context context, DeviceSpec wanted)
    {
        string kind = wanted.Kind == DeviceKind.Cuda ? "CUDA" : "OpenCL";
        string present = string.Join(", ", All(context).Select(found => found.Spec));
        return new EngineException(Of(context, wanted.Kind).Any()
            ? $"There is no {kind} device {wanted.Index} on this machine; use one of: {present}, or auto."
            : $"There is no {kind} device on this machine: {Provider.WhyMissing(TypeOf(wanted.Kind))}. Or use one of: {present}, auto.");
    }

    private static (string Spec, Device Device)? Preferred(Context context, DeviceKind kind, bool gpusOnly = false)
    {
        IEnumerable<(string Spec, Device Device)> candidates = Of(context, kind);
        candidates = kind switch
        {
            DeviceKind.Cuda => FreestFirst(context, [.. candidates]),
            DeviceKind.OpenCL when gpusOnly => candidates.Where(found => IsGpu(found.Device)),
            DeviceKind.OpenCL => candidates.OrderBy(found => !IsGpu(found.Device)),
            _ => candidates,
        };
        return candidates.Select(found => ((string, Device)?)found).FirstOrDefault();
    }

    // Free memory is known only of an opened device, so where there is no choice nothing is asked.
    private static IEnumerable<(string Spec, Device Device)> FreestFirst(Context context, (string Spec, Device Device)[] devices) =>
        devices.Length < 2 ? devices : devices.OrderByDescending(found => FreeMemory(context, found.Device));

    private static long FreeMemory(Context context, Device device)
    {
        try
        {
            using Accelerator accelerator = device.CreateAccelerator(context);
            return Provider.FreeMemory(accelerator);
        }
        catch (AcceleratorException)
        {
            // In exclusive use by somebody else, or lost.
            return -1;
        }
    }

    // An OpenCL device may be the host's processor, which the CPU device proper serves better.
    private static bool IsGpu(Device device) =>
        device is CLDevice opencl && (opencl.DeviceType & CLDeviceType.CL_DEVICE_TYPE_GPU) != 0;

    private static AcceleratorType TypeOf(DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda => AcceleratorType.Cuda,
        DeviceKind.OpenCL => AcceleratorType.OpenCL,
        _ => AcceleratorType.CPU,
    };

    private static IEnumerable<(string Spec, Device Device)> Of(Context context, DeviceKind kind) => context.Devices
        .Where(device => device.AcceleratorType == TypeOf(kind))
        .Select((device, index) => (new DeviceSpec(kind, index).ToString(), device));
}
