using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Differential;
using Xunit;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>Random kernels on this machine's CUDA device, where there is one; scripts/gpu-check.sh runs more of them.</summary>
public sealed class CudaRandomKernelTests
{
    [Fact]
    public void TheDeviceAgreesWithTheInterpreter()
    {
        var platform = CudaPlatform.Current;
        Assert.SkipWhen(platform.Devices.Count == 0, $"No CUDA device: {platform.Problem}.");
        var facts = platform.Devices[0];
        RandomKernels.AssertAgreement(
            300,
            () => new ProgramRunner(device: new ProgramDevice(facts.Name, new CudaDriver(facts, fastMath: false))),
            PtxTarget.WarpSize);
    }
}
