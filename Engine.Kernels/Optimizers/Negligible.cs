using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>
/// Takes values that are too small to move any weight by its last bit for 0. Left alone, the state of weights that are
/// seldom used decays into denormals, on which processors are some hundred times slower.
/// </summary>
internal static class Negligible
{
    /// <summary>The square of a smaller gradient would be a denormal; against ε = 1e-7 it is less than 1e-10 of a step.</summary>
    private const float SmallestGradient = 1e-17f;

    private const float SmallestState = 1e-30f;

    public static float FlushGradient(float gradient) => XMath.Abs(gradient) < SmallestGradient ? 0 : gradient;

    public static float FlushState(float state) => XMath.Abs(state) < SmallestState ? 0 : state;
}
