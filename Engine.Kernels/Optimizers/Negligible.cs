using ILGPU.Algorithms;

namespace Engine.Kernels;

/// <summary>
/// Keeps the state of weights that are seldom used from decaying into denormals, on which processors are some hundred
/// times slower. Where these bounds matter, they are too small to move any weight by its last bit.
/// </summary>
internal static class Negligible
{
    /// <summary>The least mean of squares; its root is nothing beside ε = 1e-7.</summary>
    public const float Square = 1e-30f;

    private const float SmallestState = 1e-30f;

    /// <summary>Takes what is too small for 0.</summary>
    public static float FlushState(float state) => XMath.Abs(state) < SmallestState ? 0 : state;
}
