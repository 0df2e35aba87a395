using Engine.Benchmarking;
using ILGPU;

namespace Engine.Checking;

/// <summary>Operands of checks.</summary>
internal static class CheckData
{
    /// <summary>Values in ±scale, the same for the same seed.</summary>
    public static float[] Random(int seed, int length, float scale = 1)
    {
        var random = new Random(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = ((2 * random.NextSingle()) - 1) * scale;
        }

        return values;
    }

    /// <summary>Memory full of NaN, so that an element that the kernel does not write shows.</summary>
    public static ArrayView<float> Output(this BenchmarkMemory memory, int length)
    {
        var values = new float[length];
        Array.Fill(values, float.NaN);
        return memory.Upload(values);
    }

    /// <summary>op(A)·op(B) [m,n] of k terms, with the elements of the factors by row and column.</summary>
    public static double[] Product(int m, int n, int k, Func<int, int, double> a, Func<int, int, double> b)
    {
        var c = new double[m * n];
        for (int row = 0; row < m; row++)
        {
            for (int term = 0; term < k; term++)
            {
                double left = a(row, term);
                for (int column = 0; column < n; column++)
                {
                    c[(row * n) + column] += left * b(term, column);
                }
            }
        }

        return c;
    }
}
