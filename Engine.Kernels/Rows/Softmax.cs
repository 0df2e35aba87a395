using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;

namespace Engine.Kernels;

/// <summary>
/// Row-wise softmax. Powers of e have a relative error below 6e-7, and are 0 where x is 88 or more below the row's maximum.
/// </summary>
public static class Softmax
{
    /// <summary>
    /// y[r,c] = exp(x[r,c] − maxᵣ) / Σⱼ exp(x[r,j] − maxᵣ), row-major [rows, columns]; x and y may be the same memory.
    /// The row maximum is subtracted so that nothing overflows; a row with a NaN becomes NaN by its sum. One lane a row:
    /// launched with as many groups (grid X) as hold all rows, of so many lanes that lanes · columns is at most 4,096.
    /// </summary>
    public static void NarrowRows(ArrayView<float> x, int rows, int columns, ArrayView<float> y)
    {
        ArrayView<float> tile = SharedMemory.Allocate<float>(RowTile.Capacity);
        float maximum = RowTile.LoadAndFindMaximum(x, rows, columns, tile, out _);
        float sum = 0;
        for (int column = 0; column < columns; column++)
        {
            int at = RowTile.IndexOf(column);
            float power = FallingExp.Of(tile[at] - maximum);
            tile[at] = power;
            sum += power;
        }

        float scale = 1 / sum;
        for (int column = 0; column < columns; column++)
        {
            tile[RowTile.IndexOf(column)] *= scale;
        }

        RowTile.Store(tile, rows, columns, y);
    }

    /// <summary>As <see cref="NarrowRows"/>, with the lanes sharing the columns: launched with one group a row (grid X).</summary>
    public static void WideRows(ArrayView<float> x, int columns, ArrayView<float> y)
    {
        int start = Grid.IdxX * columns;
        float maximum = float.NegativeInfinity;
        for (int column = Group.IdxX; column < columns; column += Group.DimX)
        {
            float value = x[start + column];
            maximum = value > maximum ? value : maximum;
        }

        maximum = GroupExtensions.AllReduce<float, MaxFloat>(maximum);
        float sum = 0;
        for (int column = Group.IdxX; column < columns; column += Group.DimX)
        {
            float power = XMath.Exp(x[start + column] - maximum);
            y[start + column] = power;
            sum += power;
        }

        float scale = 1 / GroupExtensions.AllReduce<float, AddFloat>(sum);
        for (int column = Group.IdxX; column < columns; column += Group.DimX)
        {
            y[start + column] *= scale;
        }
    }

    /// <summary>Rows that <see cref="WideRowsByFour"/> works on together.</summary>
    public const int RowsTogether = 4;

    /// <summary>
    /// As <see cref="WideRows"/>, for devices that run one warp at a time on a core: <see cref="RowsTogether"/> rows at a time, so
    /// that what is done once a row overlaps; the maxima of the next rows are found while the powers of these are computed,
    /// which hides the wait for memory. Launched with as many groups (grid X), of one warp, as hold all rows.
    /// </summary>
    /// <param name="turns">How often a group takes rows.</param>
    public static void WideRowsByFour(ArrayView<float> x, int rows, int columns, int turns, ArrayView<float> y)
    {
        // Where rows are missing, the last one is computed again; everything is read before its like is written.
        int last = (rows - 1) * columns;
        int first = Grid.IdxX * turns * RowsTogether;
        int end = IntrinsicMath.Min(first + (turns * RowsTogether), rows);
        int a = first * columns;
        int b = IntrinsicMath.Min(a + columns, last);
        int c = IntrinsicMath.Min(b + columns, last);
        int d = IntrinsicMath.Min(c + columns, last);
        float nextA = float.NegativeInfinity;
        float nextB = float.NegativeInfinity;
        float nextC = float.NegativeInfinity;
        float nextD = float.NegativeInfinity;
        for (int column = Group.IdxX; column < columns; column += Group.DimX)
        {
            nextA = Larger(x[a + column], nextA);
            nextB = Larger(x[b + column], nextB);
            nextC = Larger(x[c + column], nextC);
            nextD = Larger(x[d + column], nextD);
        }

        for (int row = first; row < end; row += RowsTogether)
        {
            float maximumA = LargestOfWarp(nextA);
            float maximumB = LargestOfWarp(nextB);
            float maximumC = LargestOfWarp(nextC);
            float maximumD = LargestOfWarp(nextD);
            int e = IntrinsicMath.Min(d + columns, last);
            int f = IntrinsicMath.Min(e + columns, last);
            int g = IntrinsicMath.Min(f + columns, last);
            int h = IntrinsicMath.Min(g + columns, last);
            nextA = float.NegativeInfinity;
            nextB = float.NegativeInfinity;
            nextC = float.NegativeInfinity;
            nextD = float.NegativeInfinity;
            float sumA = 0;
            float sumB = 0;
            float sumC = 0;
            float sumD = 0;
            for (int column = Group.IdxX; column < columns; column += Group.DimX)
            {
                nextA = Larger(x[e + column], nextA);
                nextB = Larger(x[f + column], nextB);
                nextC = Larger(x[g + column], nextC);
                nextD = Larger(x[h + column], nextD);
                float powerA = FallingExp.Of(x[a + column] - maximumA);
                float powerB = FallingExp.Of(x[b + column] - maximumB);
                float powerC = FallingExp.Of(x[c + column] - maximumC);
                float powerD = FallingExp.Of(x[d + column] - maximumD);
                y[a + column] = powerA;
                y[b + column] = powerB;
                y[c + column] = powerC;
                y[d + column] = powerD;
                sumA += powerA;
                sumB += powerB;
                sumC += powerC;
                sumD += powerD;
            }

            float scaleA = 1 / SumOfWarp(sumA);
            float scaleB = 1 / SumOfWarp(sumB);
            float scaleC = 1 / SumOfWarp(sumC);
            float scaleD = 1 / SumOfWarp(sumD);
            for (int column = Group.IdxX; column < columns; column += Group.DimX)
            {
                float shareA = y[a + column] * scaleA;
                float shareB = y[b + column] * scaleB;
                float shareC = y[c + column] * scaleC;
                float shareD = y[d + column] * scaleD;
                y[a + column] = shareA;
                y[b + column] = shareB;
                y[c + column] = shareC;
                y[d + column] = shareD;
            }

            a = e;
            b = f;
            c = g;
            d = h;
        }
    }

    private static float LargestOfWarp(float value)
    {
        for (int distance = Warp.WarpSize / 2; distance > 0; distance /= 2)
        {
            value = Larger(Warp.ShuffleXor(value, distance), value);
        }

        return value;
    }

    private static float SumOfWarp(float value)
    {
        for (int distance = Warp.WarpSize / 2; distance > 0; distance /= 2)
        {
            value += Warp.ShuffleXor(value, distance);
        }

        return value;
    }

    private static float Larger(float value, float maximum) => value > maximum ? value : maximum;
}
