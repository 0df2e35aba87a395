using Engine.Kernels;
using Engine.Tests.Ilgpu.Cuda;
using Engine.Tests.Ilgpu.Ptx.Interpreter;
using Engine.Tests.Kernels;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

public sealed class SharedTrafficTests
{
    private const int Side = 128;
    private const int Depths = 16;

    [Fact]
    public void ConflictsAreCounted()
    {
        var traffic = new PtxSharedTraffic();
        traffic.Note([.. Enumerable.Range(0, 32).Select(lane => 4 * lane)], uint.MaxValue, 4);
        Assert.Equal((1, 1), (traffic.Passes, traffic.Fewest));
        traffic.Note([.. Enumerable.Range(0, 32).Select(lane => 8 * lane)], uint.MaxValue, 4);
        Assert.Equal((3, 2), (traffic.Passes, traffic.Fewest));
        traffic.Note([.. Enumerable.Range(0, 32).Select(lane => 128 * lane)], 0x00ff, 16);
        Assert.Equal((11, 3), (traffic.Passes, traffic.Fewest));
        traffic.Note(new int[32], uint.MaxValue, 16);
        Assert.Equal((15, 7), (traffic.Passes, traffic.Fewest));
    }

    [Fact]
    public void LanesOfProductsMeetDifferentBanks()
    {
        Check<GemmNN>();
        Check<GemmNT>();
        Check<GemmTN>();
    }

    private static void Check<TOrientation>()
        where TOrientation : struct, IGemmOrientation
    {
        Check<TOrientation>((launcher, arguments, epilogue) =>
            launcher.Launch(TiledPlan.Create<TOrientation>(isLarge: true, Side, Side, Depths, Depths), arguments, epilogue));
        Check<TOrientation>((launcher, arguments, epilogue) =>
            launcher.Launch(TiledPlan.Create<TOrientation>(isLarge: false, Side, Side, Depths, Depths), arguments, epilogue));
        Check<TOrientation>((launcher, arguments, epilogue) =>
            launcher.Launch(TensorPlan.Create<TOrientation>(Side, Side, Depths, Depths), arguments, epilogue));
    }

    private static void Check<TOrientation>(Action<GemmLauncher<TOrientation, AffineEpilogue>, GemmArguments, AffineEpilogue> launch)
        where TOrientation : struct, IGemmOrientation
    {
        var traffic = new PtxSharedTraffic();
        using var driver = new FakeCuda(new FakeCudaDevice()) { Traffic = traffic };
        using var place = new PtxStandIn.Place(driver);
        using var device = ComputeDevice.Open("cuda:0", new ComputeDeviceOptions());
        using var bench = new Bench(device);
        var arguments = new GemmArguments(
            bench.Upload(Bench.Random(1, Side * Depths)), bench.Upload(Bench.Random(2, Depths * Side)), Side, Side, Depths);
        launch(bench.Kernels.Launcher<TOrientation, AffineEpilogue>(), arguments, new AffineEpilogue(bench.Output(Side * Side), 1, 0));
        device.Accelerator.Synchronize();
        Assert.True(traffic.Fewest > 0);
        Assert.Equal(traffic.Fewest, traffic.Passes);
    }
}
