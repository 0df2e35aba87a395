using ILGPU;

namespace Engine.Kernels;

/// <summary>Which elements a layer drops: those whose random number of 32 bits is below the threshold.</summary>
/// <param name="Key">Half of what the seed and the layer determine.</param>
/// <param name="OtherKey">The other half.</param>
/// <param name="Threshold">The share to drop times 2³².</param>
/// <param name="Scale">What elements that stay are multiplied by: 1 / (1 − share).</param>
public readonly record struct DropoutMask(uint Key, uint OtherKey, uint Threshold, float Scale)
{
    // 2³² divided by the golden ratio, made odd.
    private const uint Weyl = 0x9E37_79B9;

    /// <summary>What to multiply an element by: 0 or <see cref="Scale"/>, a function of keys, step and index alone.</summary>
    /// <param name="step">The optimizer's step, from 0.</param>
    /// <param name="index">The element.</param>
    public float FactorAt(int step, int index)
    {
        // Two keys a step, so that no step's numbers are another's from a later index on.
        uint first = Mix(Key + ((uint)step * Weyl));
        uint second = Mix(OtherKey ^ first);
        return Mix(Mix((uint)index + first) ^ second) < Threshold ? 0 : Scale;
    }

    // The last step of MurmurHash3 (A. Appleby), which is one-to-one and changes half of the bits for each that changes.
    private static uint Mix(uint bits)
    {
        bits = (bits ^ (bits >> 16)) * 0x85EB_CA6B;
        bits = (bits ^ (bits >> 13)) * 0xC2B2_AE35;
        return bits ^ (bits >> 16);
    }
}

/// <summary>
/// Inverted dropout: what stays is scaled up while training, so that nothing remains to be done afterwards. The mask is
/// computed again for the gradient and never stored. One lane an element, launched with an extent of as many lanes as elements.
/// Source: Srivastava and others, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
/// </summary>
public static class Dropout
{
    /// <summary>y[i] = x[i] times the mask's factor; x and y may be the same memory.</summary>
    public static void Forward<TStep>(Index1D index, ArrayView<float> x, DropoutMask mask, TStep step, ArrayView<float> y)
        where TStep : struct, IStepNumber
    {
        float factor = mask.FactorAt(step.Value, index);
        y[index] = factor == 0 ? 0 : x[index] * factor;
    }

    /// <summary>
    /// dx[i] = dy[i] times the mask's factor times f′ at x[i], the output of the activation f before the layer; dx and dy may be
    /// the same memory.
    /// </summary>
    public static void Backward<TStep, TActivation>(
        Index1D index, ArrayView<float> dy, ArrayView<float> x, DropoutMask mask, TStep step, ArrayView<float> dx)
        where TStep : struct, IStepNumber
        where TActivation : struct, IActivation
    {
        float factor = mask.FactorAt(step.Value, index);
        dx[index] = factor == 0 ? 0 : dy[index] * factor * TActivation.Derivative(x[index]);
    }
}
