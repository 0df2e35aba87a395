using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Ptx.Interpreter;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>What the device of a <see cref="FakeCuda"/> is like.</summary>
/// <param name="Architecture">50 for compute capability 5.0.</param>
/// <param name="DriverVersion">12040 for CUDA 12.4.</param>
internal sealed record FakeCudaDevice(int Architecture = 90, int DriverVersion = 12080)
{
    public static FakeCudaDevice Oldest { get; } = new(50, 9000);

    public string Name { get; init; } = "Paper GPU";

    public long MemoryBytes { get; init; } = 1L << 33;

    /// <summary>The largest group of a kernel that is compiled without a limit to its registers.</summary>
    public int MaxThreadsWithoutLimit { get; init; } = 1024;

    public PtxOptions Ptx { get; init; } = PtxOptions.Default;

    public int SharedBytesOptIn => Architecture >= 70 ? 227 * 1024 : 48 * 1024;

    public int Attribute(CudaDeviceAttribute attribute) => attribute switch
    {
        CudaDeviceAttribute.MaxThreadsPerBlock or CudaDeviceAttribute.MaxBlockDimX or CudaDeviceAttribute.MaxBlockDimY => 1024,
        CudaDeviceAttribute.MaxBlockDimZ => 64,
        CudaDeviceAttribute.MaxGridDimX => int.MaxValue,
        CudaDeviceAttribute.MaxGridDimY or CudaDeviceAttribute.MaxGridDimZ => 65535,
        CudaDeviceAttribute.MaxSharedMemoryPerBlock => 48 * 1024,
        CudaDeviceAttribute.MaxSharedMemoryPerBlockOptIn => SharedBytesOptIn,
        CudaDeviceAttribute.TotalConstantMemory => 65536,
        CudaDeviceAttribute.WarpSize => 32,
        CudaDeviceAttribute.MaxRegistersPerBlock => 65536,
        CudaDeviceAttribute.MultiprocessorCount => 4,
        CudaDeviceAttribute.MaxThreadsPerMultiprocessor => 2048,
        CudaDeviceAttribute.ComputeCapabilityMajor => Architecture / 10,
        CudaDeviceAttribute.ComputeCapabilityMinor => Architecture % 10,
        _ => 1,
    };
}
