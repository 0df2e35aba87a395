using ILGPU;

namespace Engine.Kernels;

/// <summary>Kernels without neighbours; where nothing else is said, one lane an element, launched with an extent of as many lanes as elements.</summary>
public static class Elementwise
{
    /// <summary>Elements to which a lane of <see cref="AddBias"/> adds.</summary>
    public const int BiasedByLane = 32;

    /// <summary>y[i] = f(x[i]); x and y may be the same memory.</summary>
    public static void Activate<TActivation>(Index1D index, ArrayView<float> x, ArrayView<float> y)
        where TActivation : struct, IActivation => y[index] = TActivation.Apply(x[index]);

    /// <summary>dx[i] = dy[i]·f′, with f′ taken at the output y[i]; dx and dy may be the same memory.</summary>
    public static void ActivationGradient<TActivation>(Index1D index, ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx)
        where TActivation : struct, IActivation => dx[index] = dy[index] * TActivation.Derivative(y[index]);

    /// <summary>y[i] = x[i] where it is not negative, else slope·x[i]; x and y may be the same memory.</summary>
    public static void LeakyRelu(Index1D index, ArrayView<float> x, float slope, ArrayView<float> y)
    {
        float value = x[index];
        y[index] = value < 0 ? slope * value : value;
    }

    /// <summary>dx[i] = dy[i] where x[i] is positive, else slope·dy[i]; dx and dy may be the same memory.</summary>
    public static void LeakyReluGradient(Index1D index, ArrayView<float> x, ArrayView<float> dy, float slope, ArrayView<float> dx)
    {
        float gradient = dy[index];
        dx[index] = x[index] > 0 ? gradient : slope * gradient;
    }

    /// <summary>
    /// y[r,c] = x[r,c] + bias[c], row-major with as many columns as bias has elements, count elements in all; x and y may
    /// be the same memory. Launched with as many groups (grid X) as hold all elements, <see cref="BiasedByLane"/> a lane.
    /// </summary>
    public static void AddBias(ArrayView<float> x, ArrayView<float> bias, int count, int columns, ArrayView<float> y)
    {
        int start = Grid.IdxX * Group.DimX * BiasedByLane;
        int left = IntrinsicMath.Min(count - start, Group.DimX * BiasedByLane);

        // One division a lane; kept below columns, without overflow, by adding what is negative.
        int column = (start % columns) + ((Group.IdxX % columns) - columns);
        int step = (Group.DimX % columns) - columns;
        for (int at = Group.IdxX; at < left; at += Group.DimX)
        {
            column += column < 0 ? columns : 0;
            y[start + at] = x[start + at] + bias[column];
            column += step;
        }
    }
}
