using Engine.Ilgpu.Elementary;
using Xunit;

namespace Engine.Tests.Ilgpu.Elementary;

/// <summary>
/// The elementary functions against .NET's on doubles: over all exponents and both signs, around the points where they
/// change their ways, and at special values. ENGINE_EXHAUSTIVE=1 tries every float.
/// </summary>
public sealed class AccuracyTests
{
    /// <summary>Floats from one that is tried to the next; a prime, so that all mantissas get their turn.</summary>
    private const int Step = 10_007;
    private const int Neighbours = 300;
    private const int Pairs = 100_000;

    private static readonly float[] Special =
    [
        0, 0.1f, 0.5f, 1, 1.5f, 2, 2.5f, 3, 10, 16777215, 8388607.5f, 1e10f, 1e-10f,
        float.Epsilon, float.MaxValue, float.PositiveInfinity, float.NaN,
    ];

    /// <summary>Where functions overflow, underflow, are 1 or 0, or change their formulas.</summary>
    private static readonly float[] Corners =
    [
        0, 1.1754944e-38f, 1e-4f, 0.35f, 0.5f, 0.6f, 0.70710678f, 1, 1.4142135f, 2, 9.01f, 44, 88.72284f, 89, 89.4159f, 87.33655f, 103.97208f,
        104, 126, 128, 129, 149, 150, 151, 65536, 4194304, 16367173f * 4.7223665e21f,
        .. Enumerable.Range(1, 40).Select(n => (float)(n * Math.PI / 4)),
        .. Enumerable.Range(1, 40).Select(n => (float)(n * Math.Log(2) / 2)),
    ];

    /// <summary>The errors that docs/kernel-semantics.md states.</summary>
    public static TheoryData<string, double> Bounds => new()
    {
        { nameof(ElementaryFunctions.Exp), 0.9 },
        { nameof(ElementaryFunctions.Exp2), 0.9 },
        { nameof(ElementaryFunctions.Log), 1 },
        { nameof(ElementaryFunctions.Log2), 1 },
        { nameof(ElementaryFunctions.Log10), 1 },
        { nameof(ElementaryFunctions.Sin), 1.6 },
        { nameof(ElementaryFunctions.Cos), 1.6 },
        { nameof(ElementaryFunctions.Tan), 0.6 },
        { nameof(ElementaryFunctions.Asin), 0.7 },
        { nameof(ElementaryFunctions.Acos), 1.2 },
        { nameof(ElementaryFunctions.Atan), 1.5 },
        { nameof(ElementaryFunctions.Sinh), 0.8 },
        { nameof(ElementaryFunctions.Cosh), 0.6 },
        { nameof(ElementaryFunctions.Tanh), 1.5 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void OfOneNumber(string name, double bound)
    {
        var function = typeof(ElementaryFunctions).GetMethod(name)!.CreateDelegate<Func<float, float>>();
        var exact = Exact(name);
        bool all = Environment.GetEnvironmentVariable("ENGINE_EXHAUSTIVE") == "1";
        int step = all ? 1 : Step;
        Parallel.For(0, 256, part =>
        {
            long end = (part + 1L) << 24;
            for (long bits = ((long)part << 24) + (all ? 0 : part); bits < end; bits += step)
                Check(BitConverter.UInt32BitsToSingle((uint)bits));
        });
        foreach (float corner in Corners.Concat(Special))
        {
            int bits = BitConverter.SingleToInt32Bits(corner);
            for (int near = Math.Max(0, bits - Neighbours); near <= bits + Neighbours; near++)
            {
                Check(BitConverter.Int32BitsToSingle(near));
                Check(-BitConverter.Int32BitsToSingle(near));
            }
        }

        void Check(float x)
        {
            float result = function(x);
            double error = UlpError.Of(result, exact(x));
            if (!(error <= bound))
                Assert.Fail($"{name}({x:R}) is {result:R}, {error:F2} ulp from {exact(x):R}.");
        }
    }

    [Fact]
    public void Pow() => OfTwoNumbers(0.6, ElementaryFunctions.Pow, Math.Pow, random =>
    {
        float x = MathF.ScaleB(1 + random.NextSingle(), random.Next(-149, 128));
        if (random.Next(3) == 0)
            x = 1 + MathF.ScaleB(random.NextSingle() - 0.5f, -random.Next(24));
        // Results of every exponent, and whole exponents of negative numbers.
        return random.Next(4) == 0
            ? (-x, random.Next(-40, 40))
            : (x, (float)((random.NextDouble() * 300 - 150) / Math.Log2(x)));
    });

    [Fact]
    public void Atan2() => OfTwoNumbers(1.7, ElementaryFunctions.Atan2, Math.Atan2, random =>
        (random.NextSingle() * 4 - 2, random.NextSingle() * 4 - 2));

    private static void OfTwoNumbers(
        double bound, Func<float, float, float> function, Func<double, double, double> exact, Func<Random, (float, float)> usual)
    {
        var random = new Random(1);
        float[] special = [.. Special, .. Special.Select(value => -value)];
        foreach (float x in special)
        {
            foreach (float y in special)
                Check(x, y);
        }
        for (int n = 0; n < Pairs; n++)
        {
            var (x, y) = n % 3 == 0 ? (Any(random), Any(random)) : usual(random);
            Check(x, y);
        }

        void Check(float x, float y)
        {
            float result = function(x, y);
            double error = UlpError.Of(result, exact(x, y));
            if (!(error <= bound))
                Assert.Fail($"({x:R}, {y:R}) gives {result:R}, {error:F2} ulp from {exact(x, y):R}.");
        }
    }

    private static float Any(Random random) => BitConverter.Int32BitsToSingle((int)random.NextInt64(int.MinValue, 1L << 31));

    private static Func<double, double> Exact(string name) => name == nameof(ElementaryFunctions.Exp2)
        ? x => Math.Pow(2, x)
        : typeof(Math).GetMethod(name, [typeof(double)])!.CreateDelegate<Func<double, double>>();
}
