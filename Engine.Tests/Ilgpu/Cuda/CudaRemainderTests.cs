using Engine.Ilgpu.Elementary;
using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>Remainders, which a CUDA device has no instructions for, against .NET's.</summary>
public sealed class CudaRemainderTests
{
    private static readonly double[] Values =
    [
        0, -0.0, 1, -1, 2, 2.5, -2.5, 3, 0.5, 1.5, 5.25, 1e10, -1e10, 1e300, 1e-300, double.Epsilon, -3 * double.Epsilon, 2.2250738585072014e-308,
        double.MaxValue, double.MinValue, double.MaxValue / 2, 1e38, 1e-40, 7e-45, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    [Fact]
    public void DefinitionsGiveWhatDotNetGives()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            double x = i < Values.Length * Values.Length ? Values[i % Values.Length] : Any(random);
            double y = i < Values.Length * Values.Length ? Values[i / Values.Length] : Any(random);
            Same(x % y, Remainders.Rem(x, y), x, y);
            Same(Math.IEEERemainder(x, y), Remainders.IeeeRemainder(x, y), x, y);
            Same((float)x % (float)y, Remainders.Rem((float)x, (float)y), x, y);
            Same(MathF.IEEERemainder((float)x, (float)y), Remainders.IeeeRemainder((float)x, (float)y), x, y);
        }
    }

    [Fact]
    public void KernelsGiveWhatDotNetGives()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        double[] x = [.. Values.Where(value => Math.Abs(value) is < 1e12 or double.NaN)];
        using var left = fixture.Accelerator.Allocate1D(x);
        using var results = fixture.Accelerator.Allocate1D<double>(4 * x.Length);
        var kernel = fixture.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, double, ArrayView<double>>(All);
        foreach (double y in (double[])[1.5, -0.7, 1e-5, 0, double.PositiveInfinity, double.NaN])
        {
            kernel(x.Length, left.View, y, results.View);
            double[] actual = results.GetAsArray1D();
            for (int i = 0; i < x.Length; i++)
            {
                Same(x[i] % y, actual[4 * i], x[i], y);
                Same(Math.IEEERemainder(x[i], y), actual[(4 * i) + 1], x[i], y);
                Same((float)x[i] % (float)y, actual[(4 * i) + 2], x[i], y);
                Same(MathF.IEEERemainder((float)x[i], (float)y), actual[(4 * i) + 3], x[i], y);
            }
        }
    }

    private static void All(Index1D index, ArrayView<double> x, double y, ArrayView<double> results)
    {
        double value = x[index];
        results[4 * index] = value % y;
        results[(4 * index) + 1] = Math.IEEERemainder(value, y);
        results[(4 * index) + 2] = (float)value % (float)y;
        results[(4 * index) + 3] = MathF.IEEERemainder((float)value, (float)y);
    }

    private static double Any(Random random) => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));

    private static void Same(double expected, double actual, double x, double y) => Assert.True(
        expected.Equals(actual) && double.IsNegative(expected) == double.IsNegative(actual) || (double.IsNaN(expected) && double.IsNaN(actual)),
        $"{x:R}, {y:R}: expected {expected:R}, got {actual:R}");
}
