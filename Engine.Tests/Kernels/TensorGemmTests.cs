using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class TensorGemmTests(KernelFixture fixture)
{
    // Whole tiles, quads alone, neither, less than a block of depths.
    private static readonly (int M, int N, int K)[] Shapes = [(128, 128, 32), (72, 132, 36), (65, 67, 21), (5, 130, 3)];

    [Theory]
    [MemberData(nameof(GemmTests.Cases), MemberType = typeof(GemmTests))]
    public void FactorsHaveElevenBitsAndSumsAreFloats(string spec, string orientation)
    {
        if (!KernelSet.SupportsTf32(fixture.Open(spec).Accelerator))
        {
            return;
        }

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
    public void DevicesWithoutTf32AreRefusedInOneLine(string spec)
    {
        var options = new ComputeDeviceOptions { Precision = ComputePrecision.Tf32 };
        if (KernelSet.SupportsTf32(fixture.Open(spec).Accelerator))
        {
            using ComputeDevice device = TestDevices.Open(spec, options);
            Assert.Equal("cuda:0", device.Spec);
            return;
        }

        string message = Assert.Throws<EngineException>(() => TestDevices.Open(spec, options)).Message;
        Assert.StartsWith(spec, message, StringComparison.Ordinal);
        Assert.Contains("has no TF32, which NVIDIA devices have from compute capability 8.0 (Ampere) on", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void OnlyLargeProductsOfDevicesThatWereAskedForItAreComputedInTf32()
    {
        DeviceTraits device = new DeviceTraits(32, 1024, 528, 4, 65535, false) { Multiprocessors = 132, HasTiles = true, UsesTf32 = true };
        TensorPlan plan = TensorPlan.Create<GemmNN>(device, 4096, 4000, 4096, 4096)!.Value;
        Assert.Equal((32, 32, 1), (plan.Launch.GridDim.X, plan.Launch.GridDim.Y, plan.Launch.GridDim.Z));
        Assert.Equal(128, plan.Launch.GroupDim.Size);
        Assert.True(plan.HasWholeQuads);
        Assert.Null(TensorPlan.Create<GemmNN>(device, 128, 128, 784, 784));
        Assert.Null(TensorPlan.Create<GemmNN>(device, 4096, 4096, 8, 8));
        Assert.Null(TensorPlan.Create<GemmNN>(device with { UsesTf32 = false }, 4096, 4096, 4096, 4096));
    }

    // Against what is defined: factors rounded to TF32, products and sums exact but for the rounding of sums to float.
    private void Check<TOrientation>(string spec)
        where TOrientation : struct, IGemmOrientation
    {
        foreach ((int m, int n, int k) in Shapes)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] a = Bench.Random(1, m * k);
            float[] b = Bench.Random(2, k * n);
            float[] c = Bench.Random(3, m * n);
            var expected = new double[m * n];
            double worst = 0;
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double sum = 0;
                    double exact = 0;
                    for (int l = 0; l < k; l++)
                    {
                        float left = a[(i * TOrientation.RowStepA(k)) + (l * TOrientation.DepthStepA(m))];
                        float right = b[(l * TOrientation.DepthStepB(n)) + (j * TOrientation.ColumnStepB(k))];
                        sum += (double)ToTf32(left) * ToTf32(right);
                        exact += (double)left * right;
                    }

                    expected[(i * n) + j] = (-0.5 * sum) + (1.5 * c[(i * n) + j]);
                    worst = Math.Max(worst, Math.Abs(sum - exact));
                }
            }

            ArrayView<float> target = bench.Upload(c);
            bench.Kernels.Launcher<TOrientation, AffineEpilogue>().Launch(
                TensorPlan.Create<TOrientation>(m, n, k, k),
                new GemmArguments(bench.Upload(a), bench.Upload(b), m, n, k),
                new AffineEpilogue(target, -0.5f, 1.5f));
            Bench.AssertClose(expected, target, 1e-6 * Math.Sqrt(k) * 4);
            Assert.InRange(worst, 0, k * Math.Pow(2, -10));
        }
    }

    /// <summary>The nearest number of 11 significant bits, ties away from zero.</summary>
    private static float ToTf32(float value) =>
        BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + 0x1000) & 0xffffe000);
}
