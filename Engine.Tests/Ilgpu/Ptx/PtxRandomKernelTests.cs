using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Differential;
using Engine.Tests.Ilgpu.Ptx.FakeDriver;
using Engine.Tests.Ilgpu.Ptx.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>Random kernels as PTX, interpreted, against .NET and the interpreter of IR.</summary>
public sealed class PtxRandomKernelTests
{
    /// <summary>No product and sum may be fused that C# rounds twice.</summary>
    private static readonly PtxOptions Exact = new() { RefuseFusable = true };

    [Fact]
    public void TheOldestTargetAgrees() => Check(new FakeCudaOptions { DriverVersion = 9000, ComputeCapability = (5, 0), Ptx = Exact });

    [Fact]
    public void HopperAgrees() => Check(new FakeCudaOptions { Ptx = Exact });

    private static void Check(FakeCudaOptions options) => RandomKernels.AssertAgreement(
        150,
        () =>
        {
            var device = CudaPlatform.Find(new FakeCuda(options)).Devices[0];
            return new ProgramRunner(device: new ProgramDevice($"PTX for {device.Target}", new CudaDriver(device, fastMath: false))
            {
                MayRefuse = refusal => refusal.Message.Contains("does not exist on a CUDA device", StringComparison.Ordinal),
            });
        },
        PtxTarget.WarpSize);
}
