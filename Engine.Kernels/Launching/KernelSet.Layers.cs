using ILGPU;
using ILGPU.Runtime;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    private sealed class DropoutKey<TStep>;

    private sealed class DropoutBackwardKey<TStep, TActivation>;

    private sealed class LeakyReluKey;

    private sealed class LeakyReluGradientKey;

    /// <summary>y ← x with the mask applied, for count elements; see <see cref="Dropout.Forward"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or the count negative.</exception>
    public void DropoutForward<TStep>(int count, ArrayView<float> x, DropoutMask mask, TStep step, ArrayView<float> y)
        where TStep : struct, IStepNumber
    {
        ShapeChecks.Extent(count);
        ShapeChecks.Vector(x, count);
        ShapeChecks.Vector(y, count);
        if (count > 0)
        {
            using ObservedCall call = Observe("dropout", 2L * sizeof(float) * count);
            Get<DropoutKey<TStep>, Action<Index1D, ArrayView<float>, DropoutMask, TStep, ArrayView<float>>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, DropoutMask, TStep, ArrayView<float>>(
                    Dropout.Forward))(count, x, mask, step, y);
        }
    }

    /// <summary>dx ← dy with the mask of the same step applied, times f′ at x, for count elements; see <see cref="Dropout.Backward"/>.</summary>
    /// <exception cref="ArgumentException">A view is too small, or the count negative.</exception>
    public void DropoutBackward<TStep, TActivation>(
        int count, ArrayView<float> dy, ArrayView<float> x, DropoutMask mask, TStep step, ArrayView<float> dx)
        where TStep : struct, IStepNumber
        where TActivation : struct, IActivation
    {
        ShapeChecks.Extent(count);
        ShapeChecks.Vector(dy, count);
        ShapeChecks.Vector(x, count);
        ShapeChecks.Vector(dx, count);
        if (count > 0)
        {
            using ObservedCall call = Observe<TActivation>("dropout-gradient", 3L * sizeof(float) * count);
            Get<DropoutBackwardKey<TStep, TActivation>, Action<Index1D, ArrayView<float>, ArrayView<float>, DropoutMask, TStep, ArrayView<float>>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, DropoutMask, TStep, ArrayView<float>>(
                    Dropout.Backward<TStep, TActivation>))(count, dy, x, mask, step, dx);
        }
    }

    /// <summary>y[i] ← x[i] where it is not negative, else slope·x[i], for count elements; x and y may be the same memory.</summary>
    /// <exception cref="ArgumentException">A view is too small, or the count negative.</exception>
    public void LeakyRelu(int count, ArrayView<float> x, float slope, ArrayView<float> y)
    {
        ShapeChecks.Extent(count);
        ShapeChecks.Vector(x, count);
        ShapeChecks.Vector(y, count);
        if (count > 0)
        {
            using ObservedCall call = Observe("leaky-relu", 2L * sizeof(float) * count);
            Get<LeakyReluKey, Action<Index1D, ArrayView<float>, float, ArrayView<float>>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float, ArrayView<float>>(
                    Elementwise.LeakyRelu))(count, x, slope, y);
        }
    }

    /// <summary>dx[i] ← dy[i] where x[i] is positive, else slope·dy[i], for count elements; dx and dy may be the same memory.</summary>
    /// <exception cref="ArgumentException">A view is too small, or the count negative.</exception>
    public void LeakyReluGradient(int count, ArrayView<float> x, ArrayView<float> dy, float slope, ArrayView<float> dx)
    {
        ShapeChecks.Extent(count);
        ShapeChecks.Vector(x, count);
        ShapeChecks.Vector(dy, count);
        ShapeChecks.Vector(dx, count);
        if (count > 0)
        {
            using ObservedCall call = Observe("leaky-relu-gradient", 3L * sizeof(float) * count);
            Get<LeakyReluGradientKey, Action<Index1D, ArrayView<float>, ArrayView<float>, float, ArrayView<float>>>(accelerator =>
                accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, float, ArrayView<float>>(
                    Elementwise.LeakyReluGradient))(count, x, dy, slope, dx);
        }
    }
}
