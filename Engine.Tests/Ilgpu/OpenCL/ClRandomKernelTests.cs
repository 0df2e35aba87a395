using Engine.Tests.Ilgpu.Differential;
using Xunit;

namespace Engine.Tests.Ilgpu.OpenCL;

/// <summary>
/// Random kernels on the OpenCL device. Its driver may take a third of a second for each, so that only some run here;
/// scripts/fuzz-compiler.sh runs any number.
/// </summary>
public sealed class ClRandomKernelTests
{
    [Fact]
    public void TheDeviceAgreesWithTheInterpreter()
    {
        int warpSize;
        using (var driver = ClRun.OpenDriver())
            warpSize = driver.Target.WarpSize;
        RandomKernels.AssertAgreement(40, () => new ProgramRunner(device: Device()), warpSize);
    }

    private static ProgramDevice Device() => new("the OpenCL device", ClRun.OpenDriver())
    {
        // OpenCL C 1.2 has no pointers that may lie in several address spaces.
        MayRefuse = refusal => refusal.Message.Contains("several address spaces", StringComparison.Ordinal),
    };
}
