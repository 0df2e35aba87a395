using Engine.Ilgpu.Elementary;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.Cuda;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Elementary;

/// <summary>Elementary functions on doubles, against .NET's; CUDA kernels hold the same.</summary>
public sealed class DoubleFunctionTests
{
    // Ours are within 2 units in the last place, .NET's as the C library's, some within 2 too.
    private const long Tolerance = 3;
    private const int Count = 20_000;

    private static readonly (Op Op, Func<double, double> Ours, Func<double, double> Theirs, double Low, double High)[] Functions =
    [
        (Op.Exp, DoubleFunctions.Exp, Math.Exp, -750, 715),
        (Op.Exp2, DoubleFunctions.Exp2, x => Math.Pow(2, x), -1080, 1030),
        (Op.Log, DoubleFunctions.Log, Math.Log, 0, 4),
        (Op.Log2, DoubleFunctions.Log2, Math.Log2, 0, 4),
        (Op.Log10, DoubleFunctions.Log10, Math.Log10, 0, 4),
        (Op.Sin, DoubleFunctions.Sin, Math.Sin, -50, 50),
        (Op.Cos, DoubleFunctions.Cos, Math.Cos, -50, 50),
        (Op.Tan, DoubleFunctions.Tan, Math.Tan, -50, 50),
        (Op.Asin, DoubleFunctions.Asin, Math.Asin, -1, 1),
        (Op.Acos, DoubleFunctions.Acos, Math.Acos, -1, 1),
        (Op.Atan, DoubleFunctions.Atan, Math.Atan, -4, 4),
        (Op.Sinh, DoubleFunctions.Sinh, Math.Sinh, -5, 5),
        (Op.Cosh, DoubleFunctions.Cosh, Math.Cosh, -5, 5),
        (Op.Tanh, DoubleFunctions.Tanh, Math.Tanh, -3, 3),
    ];

    private static readonly double[] Special =
    [
        0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 1.5, 2.5, 3, -3, 710, 709.78, -745.2, -708.5, 1e6, 1048577, -1e22, 1e300, 1e-310, Math.PI, Math.PI / 2,
        6381956970095103.0 * 137438953472, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, double.NaN, double.PositiveInfinity,
        double.NegativeInfinity,
    ];

    [Fact]
    public void FunctionsOfOneArgumentAreCloseToDotNet()
    {
        foreach (var (op, ours, theirs, low, high) in Functions)
        {
            var random = new Random((int)op);
            foreach (double x in Special.Concat(Some(random, low, high)))
                Close(theirs(x), ours(x), $"{op}({x:R})");
        }
    }

    [Fact]
    public void FunctionsOfTwoArgumentsAreCloseToDotNet()
    {
        var random = new Random(1);
        foreach (double x in Special)
        {
            foreach (double y in Special)
                Both(x, y);
        }
        for (int i = 0; i < Count; i++)
        {
            Both(random.NextDouble() * 10, (random.NextDouble() - 0.5) * 600);
            Both((random.NextDouble() * 10) - 5, (random.NextDouble() * 10) - 5);
            Both(Any(random), Any(random));
        }

        static void Both(double x, double y)
        {
            Close(Math.Pow(x, y), DoubleFunctions.Pow(x, y), $"Pow({x:R}, {y:R})");
            Close(Math.Atan2(x, y), DoubleFunctions.Atan2(x, y), $"Atan2({x:R}, {y:R})");
        }
    }

    /// <summary>The double that comes nearest to a multiple of π/2; the results are those of arithmetic with 1500 bits.</summary>
    [Fact]
    public void NoAngleIsTooLarge()
    {
        double x = 6381956970095103.0 * Math.ScaleB(1, 797);
        Close(-4.6871659242546276111e-19, DoubleFunctions.Cos(x), "Cos");
        Close(1, DoubleFunctions.Sin(x), "Sin");
        Close(-2133485385753703843.7, DoubleFunctions.Tan(x), "Tan");
    }

    [Fact]
    public void KernelsGiveTheBitsOfTheDefinitions()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        var random = new Random(2);
        double[] x = [.. Special, .. Enumerable.Range(0, 40).Select(_ => (random.NextDouble() - 0.5) * 20), .. Enumerable.Range(0, 40).Select(_ => Any(random))];
        using var arguments = fixture.Accelerator.Allocate1D(x);
        using var results = fixture.Accelerator.Allocate1D<double>(16 * x.Length);
        fixture.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, ArrayView<double>>(All)(x.Length, arguments.View, results.View);
        double[] actual = results.GetAsArray1D();
        for (int i = 0; i < x.Length; i++)
        {
            for (int f = 0; f < Functions.Length; f++)
                Same(Functions[f].Ours(x[i]), actual[(16 * i) + f], $"{Functions[f].Op}({x[i]:R})");
            Same(DoubleFunctions.Pow(x[i], 1.7), actual[(16 * i) + 14], $"Pow({x[i]:R})");
            Same(DoubleFunctions.Atan2(x[i], -2), actual[(16 * i) + 15], $"Atan2({x[i]:R})");
        }
    }

    private static void All(Index1D index, ArrayView<double> arguments, ArrayView<double> results)
    {
        double x = arguments[index];
        int first = 16 * index;
        results[first] = XMath.Exp(x);
        results[first + 1] = XMath.Exp2(x);
        results[first + 2] = XMath.Log(x);
        results[first + 3] = XMath.Log2(x);
        results[first + 4] = XMath.Log10(x);
        results[first + 5] = XMath.Sin(x);
        results[first + 6] = XMath.Cos(x);
        results[first + 7] = XMath.Tan(x);
        results[first + 8] = XMath.Asin(x);
        results[first + 9] = XMath.Acos(x);
        results[first + 10] = XMath.Atan(x);
        results[first + 11] = XMath.Sinh(x);
        results[first + 12] = XMath.Cosh(x);
        results[first + 13] = XMath.Tanh(x);
        results[first + 14] = XMath.Pow(x, 1.7);
        results[first + 15] = XMath.Atan2(x, -2);
    }

    private static IEnumerable<double> Some(Random random, double low, double high)
    {
        for (int i = 0; i < Count; i++)
        {
            yield return low + ((high - low) * random.NextDouble());
            yield return Any(random);
        }
    }

    private static double Any(Random random) => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));

    private static void Close(double expected, double actual, string what)
    {
        bool isClose = double.IsNaN(expected) ? double.IsNaN(actual) : Int128.Abs(Place(expected) - Place(actual)) <= Tolerance;
        bool hasSign = expected != 0 || actual != 0 || double.IsNegative(expected) == double.IsNegative(actual);
        Assert.True(isClose && hasSign, $"{what}: expected {expected:R}, got {actual:R}");
    }

    private static void Same(double expected, double actual, string what) =>
        Assert.True(expected.Equals(actual) && (expected != 0 || double.IsNegative(expected) == double.IsNegative(actual)), $"{what}: expected {expected:R}, got {actual:R}");

    /// <summary>Which number it is, counted from 0 through all doubles.</summary>
    private static Int128 Place(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits < 0 ? -(Int128)(bits & long.MaxValue) : bits;
    }
}
