using Engine.Kernels;

namespace Engine;

/// <summary>Applies a function of your own to each value; see <see cref="ElementwiseLayer{TActivation}"/>.</summary>
public abstract class ElementwiseLayer : Layer
{
    private protected ElementwiseLayer()
    {
    }

    internal override string Kind => "elementwise";

    internal abstract StageActivation Function { get; }

    internal override int[] OutputShape(IReadOnlyList<int> inputShape) => [.. inputShape];

    internal override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<int> inputShape) => [];
}

/// <summary>
/// Applies a function of your own to each value. The compiler of kernels inlines it: its derivative becomes part of the
/// kernel of the layer above it.
/// </summary>
/// <typeparam name="TActivation">
/// The function and its derivative in terms of its result, in C# that can run on a device: numbers, conditions, loops and
/// <c>XMath</c>; no references. The layer cannot be described in model files or exported.
/// </typeparam>
public sealed class ElementwiseLayer<TActivation> : ElementwiseLayer
    where TActivation : struct, IActivation
{
    internal override string Detail => typeof(TActivation).Name.ToLowerInvariant();

    internal override StageActivation Function { get; } = new StageActivation<TActivation>();
}
