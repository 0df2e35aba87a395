using System.Numerics;
using Engine.Ilgpu.Elementary;
using Xunit;

namespace Engine.Tests.Ilgpu.Elementary;

/// <summary>The elementary functions on doubles against the exact values, where these are of moderate size.</summary>
public sealed class DoubleAccuracyTests
{
    private const int Count = 1000;

    /// <summary>The errors that docs/kernel-semantics.md states, and the ends of what is tried.</summary>
    public static TheoryData<string, double, double, double> Bounds => new()
    {
        { nameof(DoubleFunctions.Exp), 1, -50, 50 },
        { nameof(DoubleFunctions.Exp2), 1, -70, 70 },
        { nameof(DoubleFunctions.Log), 0.6, 0, 4 },
        { nameof(DoubleFunctions.Log2), 0.6, 0, 4 },
        { nameof(DoubleFunctions.Log10), 0.6, 0, 4 },
        { nameof(DoubleFunctions.Sin), 0.9, -50, 50 },
        { nameof(DoubleFunctions.Cos), 0.9, -50, 50 },
        { nameof(DoubleFunctions.Tan), 0.9, -50, 50 },
        { nameof(DoubleFunctions.Sin), 0.9, 1e6, 1e9 },
        { nameof(DoubleFunctions.Cos), 0.9, 1e6, 1e9 },
        { nameof(DoubleFunctions.Tan), 0.9, 1e6, 1e9 },
        { nameof(DoubleFunctions.Asin), 1.2, -1, 1 },
        { nameof(DoubleFunctions.Acos), 1.2, -1, 1 },
        { nameof(DoubleFunctions.Atan), 1.5, -6, 6 },
        { nameof(DoubleFunctions.Sinh), 1.7, -6, 6 },
        { nameof(DoubleFunctions.Cosh), 1.7, -6, 6 },
        { nameof(DoubleFunctions.Tanh), 1.7, -3, 3 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void OfOneNumber(string name, double bound, double low, double high)
    {
        var function = typeof(DoubleFunctions).GetMethod(name)!.CreateDelegate<Func<double, double>>();
        var exact = typeof(Exact).GetMethod(name, [typeof(BigInteger)])!.CreateDelegate<Func<BigInteger, BigInteger>>();
        var random = new Random(1);
        for (int i = 0; i < Count; i++)
        {
            // Some close to 0, or to the end that is nearer to it.
            double share = i % 4 == 0 ? Math.ScaleB(random.NextDouble(), -random.Next(30)) : random.NextDouble();
            double x = low < 0 && i % 8 == 0 ? high * share : low + ((high - low) * share);
            double error = Exact.UlpError(function(x), exact(Exact.Of(x)));
            Assert.True(error <= bound, $"{name}({x:R}) is {function(x):R}, off by {error:F2} ulp.");
        }
    }

    [Fact]
    public void Pow() => OfTwoNumbers(1.2, DoubleFunctions.Pow, Exact.Pow, random =>
        (random.NextDouble() * 10, (random.NextDouble() - 0.5) * 40));

    [Fact]
    public void Atan2() => OfTwoNumbers(1.8, DoubleFunctions.Atan2, Exact.Atan2, random =>
        ((random.NextDouble() * 4) - 2, (random.NextDouble() * 4) - 2));

    private static void OfTwoNumbers(
        double bound, Func<double, double, double> function, Func<BigInteger, BigInteger, BigInteger> exact, Func<Random, (double, double)> draw)
    {
        var random = new Random(1);
        for (int i = 0; i < Count; i++)
        {
            var (x, y) = draw(random);
            double error = Exact.UlpError(function(x, y), exact(Exact.Of(x), Exact.Of(y)));
            Assert.True(error <= bound, $"({x:R}, {y:R}) gives {function(x, y):R}, off by {error:F2} ulp.");
        }
    }
}
