using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Cuda;
using Engine.Tests.Ilgpu.Differential;
using Engine.Tests.Ilgpu.Ptx.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>Random kernels as PTX, interpreted, against .NET and the interpreter of IR.</summary>
public sealed class PtxRandomKernelTests
{
    /// <summary>No product and sum may be fused that C# rounds twice.</summary>
    private static readonly PtxOptions Exact = new() { RefuseFusable = true };

    [Fact]
    public void TheOldestTargetAgrees() => Check(FakeCudaDevice.Oldest with { Ptx = Exact });

    [Fact]
    public void HopperAgrees() => Check(new FakeCudaDevice { Ptx = Exact });

    private static void Check(FakeCudaDevice paper) => RandomKernels.AssertAgreement(
        150,
        () =>
        {
            var device = CudaPlatform.Find(new FakeCuda(paper)).Devices[0];
            return new ProgramRunner(device: new ProgramDevice($"PTX for {device.Target}", new CudaDriver(device, fastMath: false)));
        },
        PtxTarget.WarpSize);
}
