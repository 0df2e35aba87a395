using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>
/// Keeps the gradients of a step until all are there, and scales down those whose norm is too large. Nothing waits for the
/// host: the norms and factors stay on the device.
/// </summary>
internal sealed class GradientClipper : IDisposable
{
    private readonly KernelSet _kernels;
    private readonly float _limit;
    private readonly bool _global;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _gradients;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _sums;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _factor;
    private readonly List<PlannedParameter> _expected = [];

    private GradientClipper(ComputeDevice device, ArrayView<float> weights, float limit, bool global)
    {
        _kernels = device.Kernels;
        _limit = limit;
        _global = global;
        _gradients = device.Accelerator.Allocate1D<float>(weights.Length);

        // Gaps between tensors stay zero and count for nothing.
        ((ArrayView<float>)_gradients.View).MemSetToZero();
        _sums = device.Accelerator.Allocate1D<float>(KernelSet.PartsOfNorm((int)weights.Length));
        _factor = device.Accelerator.Allocate1D<float>(1);
    }

    /// <summary>For an optimizer that clips; else null.</summary>
    public static GradientClipper? TryCreate(Optimizer optimizer, ComputeDevice device, ArrayView<float> weights) =>
        (optimizer.GlobalClipNorm, optimizer.ClipNorm) switch
        {
            ({ }, { }) => throw new EngineException("Give a clip norm or a global clip norm, not both."),
            ({ } limit, null) => new GradientClipper(device, weights, limit, global: true),
            (null, { } limit) => new GradientClipper(device, weights, limit, global: false),
            _ => null,
        };

    /// <summary>Where the tensor's gradient of this step is to go.</summary>
    public ArrayView<float> Expect(PlannedParameter parameter)
    {
        _expected.Add(parameter);
        return parameter.In(_gradients.View);
    }

    /// <summary>Passes on the clipped gradients of all tensors of the step.</summary>
    public void Release(Action<PlannedParameter, ClippedGradient> update)
    {
        if (_global)
        {
            _kernels.ClipFactor((int)_gradients.Length, _gradients.View, _limit, _sums.View, _factor.View);
        }

        foreach (PlannedParameter parameter in _expected)
        {
            ArrayView<float> gradient = parameter.In(_gradients.View);
            if (!_global)
            {
                _kernels.ClipFactor(parameter.Spec.Size, gradient, _limit, _sums.View, _factor.View);
            }

            update(parameter, new ClippedGradient(parameter.Spec.Size, gradient, _factor.View));
        }

        _expected.Clear();
    }

    public void Dispose()
    {
        _gradients.Dispose();
        _sums.Dispose();
        _factor.Dispose();
    }
}
