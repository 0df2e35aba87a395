using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Engine;

/// <summary>A model's weights on the device, and the kernels that run it forwards and backwards.</summary>
internal sealed class Network : IDisposable
{
    private readonly KernelSet _kernels;
    private readonly ModelPlan _plan;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _weights;
    private readonly int _firstTrainable;
    private OutputLoss? _loss;

    /// <summary>Allocates the weights and draws their initial values.</summary>
    public Network(ComputeDevice device, ModelPlan plan, ulong seed)
    {
        _kernels = device.Kernels;
        _plan = plan;
        (Stages, Head) = StageList.Create(device, plan, seed);
        _firstTrainable = Stages.TakeWhile(stage => !stage.IsTrainable).Count();
        _weights = device.Accelerator.Allocate1D<float>(plan.BufferLength);
        Weights.MemSetToZero();
        int tensor = 0;
        foreach (PlannedParameter parameter in plan.Parameters)
        {
            device.Upload(RandomStreams.InitialWeights(parameter.Spec, seed, tensor++), parameter.In(Weights));
        }
    }

    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>The activation of the last layer, which is not yet applied to what the last stage gives.</summary>
    public Activation Head { get; }

    public int InputSize => _plan.InputSize;

    public int OutputSize => Stages[^1].Width;

    /// <summary>All weights, each tensor where the plan puts it.</summary>
    public ArrayView<float> Weights => _weights.View;

    /// <summary>From now on measures and trains by a loss.</summary>
    /// <exception cref="EngineException">The loss does not go with the last layer.</exception>
    public void Use(Loss loss)
    {
        loss.Check(Head);
        _loss = new OutputLoss(loss, Head, OutputSize);
    }

    /// <summary>Fetches a batch and computes the outputs of all stages as in evaluation; the last ones lack the head.</summary>
    public void Forward(Workspace batch, DeviceDataset data, int start, int rows)
    {
        data.Fetch(_kernels, start, rows, batch);
        RunStages(batch, new StagePass(_kernels, Weights, rows, Step: null, data.HasZeros));
    }

    /// <summary>After <see cref="Forward"/>: losses and hits of the rows, and their sums in a slot of each list.</summary>
    public void Measure(Workspace batch, int rows, int slot, StepMetrics metrics)
    {
        _loss!.Measure(_kernels, batch, rows);
        metrics.Accumulate(_kernels, batch, rows, slot);
    }

    /// <summary>After <see cref="Forward"/>: applies the head to the outputs of the rows, in place, and gives them.</summary>
    public ArrayView<float> ApplyHead(Workspace batch, int rows)
    {
        ArrayView<float> outputs = batch.Outputs[^1].SubView(0, (long)rows * OutputSize);
        if (Head == Activation.Softmax)
        {
            _kernels.SoftmaxRows(rows, OutputSize, outputs, outputs);
        }
        else if (Head != Activation.Linear)
        {
            StageActivation.Of(Head).Forward(_kernels, rows * OutputSize, outputs, outputs);
        }

        return outputs;
    }

    /// <summary>
    /// One step on the samples from a place on: their losses and hits, summed up in a slot of each list, and all weights
    /// updated by the gradient of the mean loss.
    /// </summary>
    public void Train(Workspace batch, DeviceDataset data, int start, int rows, int slot, StepMetrics metrics, OptimizerState optimizer)
    {
        var pass = new StagePass(_kernels, Weights, rows, new TrainingStep((int)optimizer.Step, Schedule: null), data.HasZeros);
        data.Fetch(_kernels, start, rows, batch);
        RunStages(batch, pass);
        _loss!.Differentiate(_kernels, batch, rows);
        metrics.Accumulate(_kernels, batch, rows, slot);
        optimizer.BeginStep();
        Backward(batch, pass, optimizer);
    }

    /// <summary>
    /// As <see cref="Train"/> of a full batch, for which the host says nothing that differs from step to step: the schedule
    /// does. The host begins the optimizer's step.
    /// </summary>
    public void TrainAtStep(Workspace batch, DeviceDataset data, in StepSchedule schedule, StepMetrics metrics, OptimizerState optimizer)
    {
        var pass = new StagePass(_kernels, Weights, batch.Rows, new TrainingStep(0, schedule), data.HasZeros);
        data.FetchAtStep(_kernels, schedule, batch);
        RunStages(batch, pass);
        _loss!.Differentiate(_kernels, batch, batch.Rows);
        Backward(batch, pass, optimizer);
        metrics.EndStep(_kernels, batch, schedule);
    }

    public void Dispose()
    {
        foreach (Stage stage in Stages)
        {
            stage.Dispose();
        }

        _weights.Dispose();
    }

    private void RunStages(Workspace batch, in StagePass pass)
    {
        ArrayView<float> x = batch.Input;
        for (int i = 0; i < Stages.Count; i++)
        {
            Stages[i].Forward(PassOf(i, pass), x, batch.Outputs[i]);
            x = batch.Outputs[i];
        }
    }

    private void Backward(Workspace batch, in StagePass pass, OptimizerState optimizer)
    {
        // Each stage passes its gradient on before it updates the weights that this takes.
        for (int i = Stages.Count - 1; i >= _firstTrainable; i--)
        {
            bool wanted = i > _firstTrainable;
            var gradients = new StageGradients(
                i == 0 ? batch.Input : batch.Outputs[i - 1],
                batch.Outputs[i],
                batch.Gradients[i],
                wanted ? Stages[i - 1].Activation : StageActivation.Linear,
                wanted ? batch.Gradients[i - 1] : ArrayView<float>.Empty);
            Stages[i].Backward(PassOf(i, pass), gradients, optimizer);
        }

        optimizer.EndStep();
    }

    // What is known of the data says nothing of what a layer makes of them.
    private static StagePass PassOf(int stage, in StagePass pass) => stage == 0 ? pass : pass with { InputHasZeros = false };
}
