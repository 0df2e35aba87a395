using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class TiledGemmTests(KernelFixture fixture)
{
    // Whole tiles and quads; quads alone; neither; less than a block of depths.
    private static readonly (int M, int N, int K)[] Shapes = [(64, 64, 16), (68, 72, 12), (65, 67, 21), (5, 130, 3)];

    [Theory]
    [MemberData(nameof(GemmTests.Cases), MemberType = typeof(GemmTests))]
    public void TilesGiveTheSameBitsAsOneElementALane(string spec, string orientation)
    {
        switch (orientation)
        {
            case "NN":
                Check<GemmNN>(spec);
                break;
            case "NT":
                Check<GemmNT>(spec);
                break;
            default:
                Check<GemmTN>(spec);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void PartsOfSumsAddUp(string spec)
    {
        const int M = 33;
        const int N = 36;
        const int K = 28;
        using var bench = new Bench(fixture.Open(spec));
        ArrayView<float> a = bench.Upload(Bench.Random(1, M * K));
        ArrayView<float> b = bench.Upload(Bench.Random(2, K * N));
        if (!TilesFit(fixture.Open(spec)) || CompilesSlowly(fixture.Open(spec)))
        {
            return;
        }

        foreach (int part in new[] { 12, 10 })
        {
            var arguments = new GemmArguments(a, b, M, N, K) { PartLength = part };
            ArrayView<float> expected = bench.Output(3 * M * N);
            ArrayView<float> actual = bench.Output(3 * M * N);
            bench.Kernels.Launcher<GemmNN, PartEpilogue>().Launch(
                GemmPlan.Create(DeviceTraits.Of(fixture.Open(spec).Accelerator), GemmTileKind.Tile1x1, M, N),
                arguments,
                new PartEpilogue(expected, M * N));
            bench.Kernels.Launcher<GemmNN, PartEpilogue>().Launch(
                TiledPlan.Create<GemmNN>(isLarge: false, M, N, K, part), arguments, new PartEpilogue(actual, M * N));
            Assert.Equal(Bench.Download(expected), Bench.Download(actual));
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void OperandsThatBeginBetweenQuadsAreReadRight(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        if (!TilesFit(fixture.Open(spec)) || CompilesSlowly(fixture.Open(spec)))
        {
            return;
        }

        const int Side = 12;
        ArrayView<float> a = bench.Upload(Bench.Random(1, (Side * Side) + 1)).SubView(1, Side * Side);
        ArrayView<float> b = bench.Upload(Bench.Random(2, (Side * Side) + 3)).SubView(3, Side * Side);
        ArrayView<float> expected = bench.Output(Side * Side);
        ArrayView<float> actual = bench.Output((Side * Side) + 2).SubView(2, Side * Side);
        var arguments = new GemmArguments(a, b, Side, Side, Side);
        bench.Kernels.GemmNN(Side, Side, Side, 1, a, b, 0, expected);
        bench.Kernels.Launcher<GemmNN, AffineEpilogue>().Launch(
            TiledPlan.Create<GemmNN>(isLarge: false, Side, Side, Side, Side), arguments, new AffineEpilogue(actual, 1, 0));
        Assert.Equal(Bench.Download(expected), Bench.Download(actual));
    }

    private static bool TilesFit(ComputeDevice device) => device.Accelerator.MaxNumThreadsPerGroup >= 256;

    /// <summary>Whether the device is none that tiles are for, and takes long to compile them: there, one case will do.</summary>
    private static bool CompilesSlowly(ComputeDevice device) => !DeviceTraits.Of(device.Accelerator).HasTiles;

    // With an epilogue that reads what it writes: each element must be written once.
    private void Check<TOrientation>(string spec)
        where TOrientation : struct, IGemmOrientation
    {
        ComputeDevice device = fixture.Open(spec);
        if (!TilesFit(device))
        {
            return;
        }

        bool isSlow = CompilesSlowly(device);
        if (isSlow && typeof(TOrientation) != typeof(GemmNT))
        {
            return;
        }

        foreach ((int m, int n, int k) in isSlow ? Shapes[..2] : Shapes)
        {
            using var bench = new Bench(device);
            var arguments = new GemmArguments(bench.Upload(Bench.Random(1, m * k)), bench.Upload(Bench.Random(2, k * n)), m, n, k);
            float[] start = Bench.Random(3, m * n);
            float[] expected = Run((launcher, epilogue) => launcher.Launch(
                GemmPlan.Create(DeviceTraits.Of(device.Accelerator), GemmTileKind.Tile4Linear, m, n), arguments, epilogue));
            foreach (bool isLarge in isSlow ? [false] : new[] { true, false })
            {
                TiledPlan plan = TiledPlan.Create<TOrientation>(isLarge, m, n, k, k);
                Assert.Equal(expected, Run((launcher, epilogue) => launcher.Launch(plan, arguments, epilogue)));
            }

            float[] Run(Action<GemmLauncher<TOrientation, AffineEpilogue>, AffineEpilogue> launch)
            {
                ArrayView<float> c = bench.Upload(start);
                launch(bench.Kernels.Launcher<TOrientation, AffineEpilogue>(), new AffineEpilogue(c, -0.5f, 1.5f));
                return Bench.Download(c);
            }
        }
    }
}
