namespace Engine;

/// <summary>A device as <see cref="ComputeDevice.List"/> describes it.</summary>
/// <param name="Spec">What opens it: "cuda:0", "opencl:0", "cpu".</param>
/// <param name="Name">The device's own name.</param>
/// <param name="Vendor">Who made it and whose driver serves it; empty if that is not told.</param>
/// <param name="MemoryBytes">Its memory in bytes.</param>
/// <param name="SharedMemoryBytes">The memory that a group of work items can share, in bytes.</param>
/// <param name="MaxGroupSize">Work items of the largest group.</param>
/// <param name="Multiprocessors">Its multiprocessors; on the CPU, worker threads.</param>
/// <param name="WarpSize">How many lanes run together.</param>
/// <param name="IsTakenByAuto">Whether "auto" opens it.</param>
public sealed record ComputeDeviceInfo(
    string Spec,
    string Name,
    string Vendor,
    long MemoryBytes,
    int SharedMemoryBytes,
    int MaxGroupSize,
    int Multiprocessors,
    int WarpSize,
    bool IsTakenByAuto);
