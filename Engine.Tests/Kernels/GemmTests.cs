using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class GemmTests(KernelFixture fixture)
{
    private static readonly (int M, int N, int K)[] Shapes =
    [
        (1, 1, 1), (1, 7, 33), (7, 1, 5), (33, 7, 1), (7, 33, 19), (33, 33, 33), (8, 32, 16), (5, 100, 64),
        (65, 10, 129), (32, 128, 784), (3, 1000, 2), (1000, 3, 2), (1, 1000, 7),
    ];

    // Large enough to be packed where that is done.
    private static readonly (int M, int N, int K)[] LargeShapes = [(100, 513, 7), (513, 385, 33), (33, 400, 513)];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string spec in TestDevices.Specs)
        {
            cases.Add(spec, "NN");
            cases.Add(spec, "NT");
            cases.Add(spec, "TN");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryShapeAgreesWithDoublePrecision(string spec, string orientation)
    {
        bool packs = DeviceTraits.Of(fixture.Open(spec).Accelerator).HasCachesOfWarp;
        foreach ((int m, int n, int k) in packs ? [.. Shapes, .. LargeShapes] : Shapes)
        {
            Check(spec, orientation, m, n, k, alpha: 1, beta: 0);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AlphaAndBetaScale(string spec, string orientation) => Check(spec, orientation, 17, 41, 23, alpha: -0.5f, beta: 1.5f);

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void EveryTileAndGroupShapeGivesTheSameBits(string spec)
    {
        ComputeDevice device = fixture.Open(spec);
        DeviceTraits own = DeviceTraits.Of(device.Accelerator);
        DeviceTraits[] shapes = [own, own with { WarpsPerGroup = 4 }, own with { WarpSize = 4, WarpsPerGroup = 4 }];
        foreach ((int m, int n, int k) in new[] { (33, 45, 50), (8, 64, 16), (9, 10, 31), (2, 3, 1) })
        {
            using var bench = new Bench(device);
            ArrayView<float> a = bench.Upload(Bench.Random(1, m * k));
            ArrayView<float> b = bench.Upload(Bench.Random(2, k * n));
            float[]? first = null;
            foreach ((GemmTileKind tile, DeviceTraits shape) in
                Enum.GetValues<GemmTileKind>().SelectMany(tile => shapes.Select(shape => (tile, shape))))
            {
                if (!GemmPlan.Fits(shape, tile, n, neighbours: true))
                {
                    continue;
                }

                ArrayView<float> c = bench.Output(m * n);
                bench.Kernels.Launcher<GemmNN, AffineEpilogue>().Launch(
                    GemmPlan.Create(shape, tile, m, n), new GemmArguments(a, b, m, n, k), new AffineEpilogue(c, 1, 0));
                float[] result = Bench.Download(c);
                first ??= result;
                Assert.Equal(first, result);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryPackingGivesTheSameBits(string spec, string orientation)
    {
        switch (orientation)
        {
            case "NN":
                CheckPackings<GemmNN>(spec);
                break;
            case "NT":
                CheckPackings<GemmNT>(spec);
                break;
            default:
                CheckPackings<GemmTN>(spec);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void AnEmptySumIsZeroAndAnEmptyProductNothing(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        ArrayView<float> one = bench.Upload([1f]);
        ArrayView<float> c = bench.Output(6);
        bench.Kernels.GemmNN(2, 3, 0, 1, one, one, 0, c);
        Assert.All(Bench.Download(c), value => Assert.Equal(0, value));
        bench.Kernels.GemmNN(0, 3, 1, 1, one, bench.Output(3), 0, c);
        Assert.All(Bench.Download(c), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ShortViewsAreRefused(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        ArrayView<float> six = bench.Output(6);
        ArrayView<float> five = bench.Output(5);
        Assert.Throws<ArgumentException>(() => bench.Kernels.GemmNN(2, 2, 3, 1, five, six, 0, six));
        Assert.Throws<ArgumentException>(() => bench.Kernels.GemmNN(2, 2, 3, 1, six, five, 0, six));
        Assert.Throws<ArgumentException>(() => bench.Kernels.GemmNN(3, 2, 2, 1, six, six, 0, five));
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Kernels.GemmNN(-1, 2, 2, 1, six, six, 0, six));
        Assert.Throws<ArgumentException>(() => bench.Kernels.GemmNN(1 << 16, 1 << 16, 1, 1, six, six, 0, six));
    }

    // With an epilogue that reads what it writes, each element must be written once; and with a short one.
    private void CheckPackings<TOrientation>(string spec)
        where TOrientation : struct, IGemmOrientation
    {
        CheckPackings<TOrientation, AffineEpilogue>(spec, c => new AffineEpilogue(c, -0.5f, 1.5f));
        CheckPackings<TOrientation, ScaledEpilogue>(spec, c => new ScaledEpilogue(c, -0.5f));
    }

    private void CheckPackings<TOrientation, TEpilogue>(string spec, Func<ArrayView<float>, TEpilogue> epilogueOf)
        where TOrientation : struct, IGemmOrientation
        where TEpilogue : struct, IEpilogue
    {
        ComputeDevice device = fixture.Open(spec);
        DeviceTraits own = DeviceTraits.Of(device.Accelerator);
        if (!own.HasCachesOfWarp)
        {
            Assert.Null(PackedPlan.Create<TOrientation>(own, 512, 512, 512, 512));
            return;
        }

        foreach ((int m, int n, int k) in new[] { (12, 32, 1), (8, 33, 257), (33, 45, 50), (101, 64, 7), (50, 7, 300), (200, 100, 513) })
        {
            using var bench = new Bench(device);
            var arguments = new GemmArguments(bench.Upload(Bench.Random(1, m * k)), bench.Upload(Bench.Random(2, k * n)), m, n, k);
            float[] start = Bench.Random(3, m * n);
            float[] expected = Run((launcher, epilogue) => launcher.Launch(
                GemmPlan.Create(own, GemmTileKind.Tile4Linear, m, n), arguments, epilogue));
            foreach ((bool packLeft, bool packRight) in new[] { (false, false), (false, true), (true, true) })
            {
                if (PackedPlan.Fits<TOrientation>(own, packLeft, packRight, m, n))
                {
                    Assert.Equal(expected, Run((launcher, epilogue) => launcher.Launch(
                        PackedPlan.Create<TOrientation>(own, packLeft, packRight, m, n, k, k), arguments, epilogue)));
                }
            }

            float[] Run(Action<GemmLauncher<TOrientation, TEpilogue>, TEpilogue> launch)
            {
                ArrayView<float> c = bench.Upload(start);
                launch(bench.Kernels.Launcher<TOrientation, TEpilogue>(), epilogueOf(c));
                return Bench.Download(c);
            }
        }
    }

    private void Check(string spec, string orientation, int m, int n, int k, float alpha, float beta)
    {
        using var bench = new Bench(fixture.Open(spec));
        float[] a = Bench.Random(m + k, m * k);
        float[] b = Bench.Random(n + k, k * n);
        float[] c = Bench.Random(m + n, m * n);
        var expected = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int l = 0; l < k; l++)
                {
                    double left = orientation == "TN" ? a[(l * m) + i] : a[(i * k) + l];
                    double right = orientation == "NT" ? b[(j * k) + l] : b[(l * n) + j];
                    sum += left * right;
                }

                expected[(i * n) + j] = (alpha * sum) + (beta == 0 ? 0 : beta * c[(i * n) + j]);
            }
        }

        ArrayView<float> target = beta == 0 ? bench.Output(m * n) : bench.Upload(c);
        ArrayView<float> viewA = bench.Upload(a);
        ArrayView<float> viewB = bench.Upload(b);
        switch (orientation)
        {
            case "NN":
                bench.Kernels.GemmNN(m, n, k, alpha, viewA, viewB, beta, target);
                break;
            case "NT":
                bench.Kernels.GemmNT(m, n, k, alpha, viewA, viewB, beta, target);
                break;
            default:
                bench.Kernels.GemmTN(m, n, k, alpha, viewA, viewB, beta, target);
                break;
        }

        Bench.AssertClose(expected, target, 1e-6 * Math.Sqrt(k) * 4);
    }
}
