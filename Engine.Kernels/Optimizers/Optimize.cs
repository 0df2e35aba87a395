using ILGPU;

namespace Engine.Kernels;

/// <summary>Optimizer steps from gradients in memory; training mostly uses the forms fused into products and column sums.</summary>
public static class Optimize
{
    /// <summary>Updates weight i by gradient i. One lane a weight, launched with an extent of as many lanes as weights.</summary>
    public static void Step<TUpdate>(Index1D index, ArrayView<float> gradients, TUpdate update)
        where TUpdate : struct, IWeightUpdate => update.Apply(index, gradients[index]);
}
