using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    private sealed class ActivateKey<TActivation>;

    private sealed class ActivationGradientKey<TActivation>;

    private sealed class AddBiasKey;

    private sealed class OptimizeKey<TUpdate>;

    /// <summary>y[i] ← f(x[i]) for count elements; x and y may be the same memory.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void Activate<TActivation>(int count, ArrayView<float> x, ArrayView<float> y)
        where TActivation : struct, IActivation
    {
        ShapeChecks.Extent(count);
        ShapeChecks.Vector(x, count);
        ShapeChecks.Vector(y, count);
        if (count > 0)
        {
            using ObservedCall call = Observe<TActivation>("activate", 2L * sizeof(float) * count);
            Get<ActivateKey<TActivation>, Action<Index1D, ArrayView<float>, ArrayView<float>>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>>(
                    Elementwise.Activate<TActivation>))(count, x, y);
        }
    }

    /// <summary>dx[i] ← dy[i]·f′ with f′ taken at the output y[i], for count elements; dx and dy may be the same memory.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void ActivationGradient<TActivation>(int count, ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx)
        where TActivation : struct, IActivation
    {
        ShapeChecks.Extent(count);
        ShapeChecks.Vector(y, count);
        ShapeChecks.Vector(dy, count);
        ShapeChecks.Vector(dx, count);
        if (count > 0)
        {
            using ObservedCall call = Observe<TActivation>("activation-gradient", 3L * sizeof(float) * count);
            Get<ActivationGradientKey<TActivation>, Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>>(
                    Elementwise.ActivationGradient<TActivation>))(count, y, dy, dx);
        }
    }

    /// <summary>Y ← X + bias on every row, X and Y [rows, columns], bias [columns]; X and Y may be the same memory.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void AddBias(int rows, int columns, ArrayView<float> x, ArrayView<float> bias, ArrayView<float> y)
    {
        ShapeChecks.Extent(rows);
        ShapeChecks.Extent(columns);
        ShapeChecks.Matrix(x, rows, columns);
        ShapeChecks.Matrix(y, rows, columns);
        ShapeChecks.Vector(bias, columns);
        if (rows > 0 && columns > 0)
        {
            int count = rows * columns;
            int lanes = _device.WarpSize * _device.WarpsPerGroup;
            using ObservedCall call = Observe("add-bias", sizeof(float) * ((2L * count) + columns));
            Get<AddBiasKey, Action<KernelConfig, ArrayView<float>, ArrayView<float>, int, int, ArrayView<float>>>(accelerator =>
                accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, int, int, ArrayView<float>>(
                    Elementwise.AddBias))(
                        new KernelConfig(Divide.Ceiling(count, lanes * Elementwise.BiasedByLane), lanes), x, bias, count, columns, y);
        }
    }

    /// <summary>Updates count weights by gradients in memory.</summary>
    /// <param name="update">The rule, with views of the weights and their state.</param>
    /// <exception cref="ArgumentException">The view is too small, or the count negative.</exception>
    public void OptimizerStep<TUpdate>(int count, ArrayView<float> gradients, TUpdate update)
        where TUpdate : struct, IWeightUpdate
    {
        ShapeChecks.Extent(count);
        ShapeChecks.Vector(gradients, count);
        if (count > 0)
        {
            using ObservedCall call = Observe<TUpdate>("optimizer-step", (sizeof(float) * (long)count) + UpdateBytes<TUpdate>(count));
            Get<OptimizeKey<TUpdate>, Action<Index1D, ArrayView<float>, TUpdate>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, TUpdate>(
                    Optimize.Step<TUpdate>))(count, gradients, update);
        }
    }
}
