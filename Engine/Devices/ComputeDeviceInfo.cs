namespace Engine;

/// <summary>A device as <see cref="ComputeDevice.List"/> describes it.</summary>
/// <param name="Spec">What opens it: "cuda:0", "opencl:0", "cpu".</param>
/// <param name="Name">The device's own name.</param>
/// <param name="MemoryBytes">Its memory in bytes.</param>
/// <param name="Multiprocessors">Its multiprocessors; on the CPU, worker threads.</param>
/// <param name="WarpSize">How many lanes run together.</param>
public sealed record ComputeDeviceInfo(string Spec, string Name, long MemoryBytes, int Multiprocessors, int WarpSize);
