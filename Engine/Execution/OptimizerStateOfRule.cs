using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>Launches the updates of one rule: fused with the gradients, or after clipping these.</summary>
/// <param name="optimizer">What there is to follow.</param>
/// <param name="device">Where the weights are.</param>
/// <param name="weights">All weights of the model.</param>
/// <param name="rule">The rule for a tensor with a step size.</param>
internal sealed class OptimizerState<TRule>(
    Optimizer optimizer, ComputeDevice device, ArrayView<float> weights, Func<TensorState, float, TRule> rule) : OptimizerState
    where TRule : struct, ISteppedUpdate<TRule>
{
    private readonly KernelSet _kernels = device.Kernels;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _slots = AllocateSlots(optimizer, device, weights);
    private readonly GradientClipper? _clipper = GradientClipper.TryCreate(optimizer, device, weights);
    private float _stepSize;
    private float _decay;
    private StepSchedule? _schedule;

    public override string Name => optimizer.Name;

    public override ArrayView<float> Slots => _slots is { } slots ? slots.View : ArrayView<float>.Empty;

    public override void BeginStep()
    {
        base.BeginStep();
        (_stepSize, _decay) = FactorsAt(Step);
    }

    public override float[] Factors(int steps)
    {
        if (!optimizer.Varies)
        {
            return [];
        }

        var factors = new float[steps * StepSchedule.FactorsPerStep];
        for (int ahead = 0; ahead < steps; ahead++)
        {
            int at = ahead * StepSchedule.FactorsPerStep;
            (factors[at], factors[at + 1]) = FactorsAt(Step + ahead + 1);
        }

        return factors;
    }

    public override void Follow(StepSchedule? schedule) => _schedule = optimizer.Varies ? schedule : null;

    public override void UpdateByProduct(PlannedParameter parameter, int rows, ArrayView<float> x, ArrayView<float> d, bool hasZeros)
    {
        int inputs = parameter.Spec.Shape[0];
        int units = parameter.Spec.Shape[1];
        if (_clipper is null)
        {
            Launch(parameter, new ProductGradient(rows, inputs, units, x, d, hasZeros));
        }
        else
        {
            _kernels.GemmTN(inputs, units, rows, 1, x, d, 0, _clipper.Expect(parameter));
        }
    }

    public override void UpdateByColumnSums(PlannedParameter parameter, int rows, ArrayView<float> d)
    {
        if (_clipper is null)
        {
            Launch(parameter, new ColumnSumsGradient(rows, parameter.Spec.Size, d));
        }
        else
        {
            _kernels.SumColumns(rows, parameter.Spec.Size, d, _clipper.Expect(parameter));
        }
    }

    public override void Update(PlannedParameter parameter, ArrayView<float> gradient)
    {
        if (_clipper is null)
        {
            Launch(parameter, new StoredGradient(parameter.Spec.Size, gradient));
        }
        else
        {
            _kernels.Activate<Identity>(parameter.Spec.Size, gradient, _clipper.Expect(parameter));
        }
    }

    public override void EndStep() => _clipper?.Release((parameter, gradient) => Launch(parameter, gradient));

    public override void Dispose()
    {
        _slots?.Dispose();
        _clipper?.Dispose();
    }

    private static MemoryBuffer1D<float, Stride1D.Dense>? AllocateSlots(Optimizer optimizer, ComputeDevice device, ArrayView<float> weights)
    {
        if (optimizer.SlotCount == 0)
        {
            return null;
        }

        MemoryBuffer1D<float, Stride1D.Dense> buffer = device.Accelerator.Allocate1D<float>(optimizer.SlotCount * weights.Length);
        ArrayView<float> slots = buffer.View;
        if (optimizer.InitialSlot == 0)
        {
            slots.MemSetToZero();
        }
        else
        {
            var values = new float[slots.Length];
            Array.Fill(values, optimizer.InitialSlot);
            device.Upload<float>(values, slots);
        }

        return buffer;
    }

    private (float StepSize, float Decay) FactorsAt(long step)
    {
        double rate = optimizer.RateAt(step);
        return (optimizer.StepSize(rate, step), (float)((double)(decimal)optimizer.WeightDecay * rate));
    }

    private void Launch<TGradient>(PlannedParameter parameter, in TGradient gradient)
        where TGradient : struct, IGradientLaunch
    {
        var tensor = new TensorState(parameter, weights, Slots);
        TRule own = rule(tensor, _stepSize);
        switch (_schedule, optimizer.WeightDecay > 0)
        {
            case (null, false):
                gradient.Launch(_kernels, own);
                break;
            case (null, true):
                gradient.Launch(_kernels, new DecayingUpdate<TRule>(own, tensor.Weights, _decay));
                break;
            case ({ } schedule, false):
                gradient.Launch(_kernels, new ScheduledUpdate<TRule>(own, schedule));
                break;
            case ({ } schedule, true):
                gradient.Launch(_kernels, new ScheduledDecayingUpdate<TRule>(own, tensor.Weights, schedule));
                break;
        }
    }
}

/// <summary>A tensor's part of the weights, and of what the optimizer keeps for them.</summary>
internal readonly record struct TensorState(PlannedParameter Parameter, ArrayView<float> AllWeights, ArrayView<float> AllSlots)
{
    public ArrayView<float> Weights => Parameter.In(AllWeights);

    public ArrayView<float> Slot(int number) => Parameter.In(AllSlots.SubView(number * AllWeights.Length, AllWeights.Length));
}
