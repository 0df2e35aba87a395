using Engine.Kernels;
using ILGPU;

namespace Engine;

/// <summary>Where the gradient of a tensor comes from: launches an update by it.</summary>
internal interface IGradientLaunch
{
    void Launch<TUpdate>(KernelSet kernels, TUpdate update)
        where TUpdate : struct, IWeightUpdate;
}

/// <summary>xᵀ·d with x [rows, inputs], of which most may be 0, and d [rows, units], fused with the update.</summary>
internal readonly record struct ProductGradient(int Rows, int Inputs, int Units, ArrayView<float> X, ArrayView<float> D, bool HasZeros) : IGradientLaunch
{
    public void Launch<TUpdate>(KernelSet kernels, TUpdate update)
        where TUpdate : struct, IWeightUpdate => kernels.UpdateWeights(Rows, Inputs, Units, X, D, update, HasZeros);
}

/// <summary>The column sums of d [rows, units], fused with the update.</summary>
internal readonly record struct ColumnSumsGradient(int Rows, int Units, ArrayView<float> D) : IGradientLaunch
{
    public void Launch<TUpdate>(KernelSet kernels, TUpdate update)
        where TUpdate : struct, IWeightUpdate => kernels.UpdateBias(Rows, Units, D, update);
}

/// <summary>A gradient in memory.</summary>
internal readonly record struct StoredGradient(int Count, ArrayView<float> Gradient) : IGradientLaunch
{
    public void Launch<TUpdate>(KernelSet kernels, TUpdate update)
        where TUpdate : struct, IWeightUpdate => kernels.OptimizerStep(Count, Gradient, update);
}

/// <summary>A gradient in memory times a factor there.</summary>
internal readonly record struct ClippedGradient(int Count, ArrayView<float> Gradient, ArrayView<float> Factor) : IGradientLaunch
{
    public void Launch<TUpdate>(KernelSet kernels, TUpdate update)
        where TUpdate : struct, IWeightUpdate =>
        kernels.OptimizerStep(Count, Gradient, new ScaledUpdate<TUpdate>(update, Factor));
}
