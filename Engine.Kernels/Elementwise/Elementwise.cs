using ILGPU;

namespace Engine.Kernels;

/// <summary>Kernels with one lane an element, launched with an extent of as many lanes as elements.</summary>
public static class Elementwise
{
    /// <summary>y[i] = f(x[i]); x and y may be the same memory.</summary>
    public static void Activate<TActivation>(Index1D index, ArrayView<float> x, ArrayView<float> y)
        where TActivation : struct, IActivation => y[index] = TActivation.Apply(x[index]);

    /// <summary>dx[i] = dy[i]·f′, with f′ taken at the output y[i]; dx and dy may be the same memory.</summary>
    public static void ActivationGradient<TActivation>(Index1D index, ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx)
        where TActivation : struct, IActivation => dx[index] = dy[index] * TActivation.Derivative(y[index]);

    /// <summary>y[r,c] = x[r,c] + bias[c], row-major with as many columns as bias has elements; x and y may be the same memory.</summary>
    public static void AddBias(Index1D index, ArrayView<float> x, ArrayView<float> bias, int columns, ArrayView<float> y) =>
        y[index] = x[index] + bias[index % columns];
}
