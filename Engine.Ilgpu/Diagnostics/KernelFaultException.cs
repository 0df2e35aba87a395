using ILGPU.Runtime;

namespace Engine.Ilgpu.Diagnostics;

/// <summary>
/// A kernel failed while it ran: an assertion did not hold, or not every work item reached a barrier.
/// What the launch had written by then stays; the accelerator remains usable.
/// </summary>
public sealed class KernelFaultException : AcceleratorException
{
    public KernelFaultException(string kernelName, string reason, AcceleratorType type = AcceleratorType.CPU)
        : base($"Kernel '{kernelName}' failed: {reason}")
    {
        KernelName = kernelName;
        Reason = reason;
        AcceleratorType = type;
    }

    public override AcceleratorType AcceleratorType { get; }

    /// <summary>The kernel's name.</summary>
    public string KernelName { get; }

    /// <summary>What went wrong, with the values involved and, if known, the place in the source.</summary>
    public string Reason { get; }
}
