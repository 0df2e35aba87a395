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

    /// <summary>Allocates the weights and draws their initial values.</summary>
    public Network(ComputeDevice device, ModelPlan plan, ulong seed)
    {
        _kernels = device.Kernels;
        _plan = plan;
        Stages = [.. plan.Layers.Where(layer => layer.Layer is Dense).Select(DenseStage.Create)];
        if (Stages.Count == 0)
        {
            throw new EngineException("The model has nothing to train; add a Dense layer.");
        }

        _weights = device.Accelerator.Allocate1D<float>(plan.BufferLength);
        Weights.MemSetToZero();
        int tensor = 0;
        foreach (PlannedParameter parameter in plan.Parameters)
        {
            device.Upload(RandomStreams.InitialWeights(parameter.Spec, seed, tensor++), parameter.In(Weights));
        }
    }

    public IReadOnlyList<DenseStage> Stages { get; }

    public int InputSize => _plan.InputSize;

    public int OutputSize => Stages[^1].Units;

    /// <summary>All weights, each tensor where the plan puts it.</summary>
    public ArrayView<float> Weights => _weights.View;

    /// <summary>Fetches a batch and computes the outputs of all stages, the last of which are logits.</summary>
    public void Forward(Workspace batch, DeviceDataset data, int start, int rows)
    {
        data.Fetch(_kernels, start, rows, batch);
        RunStages(batch, rows);
    }

    /// <summary>After <see cref="Forward"/>: losses and hits of the rows, and their sums in a slot of each list.</summary>
    public void Measure(Workspace batch, int rows, int slot, StepMetrics metrics)
    {
        _kernels.CrossEntropyLoss(rows, LossOf(batch));
        metrics.Accumulate(_kernels, batch, rows, slot);
    }

    /// <summary>As <see cref="Measure"/>, then updates all weights by the gradient of the batch's mean loss.</summary>
    public void Train(Workspace batch, int rows, int slot, StepMetrics metrics, OptimizerState optimizer)
    {
        int last = Stages.Count - 1;
        _kernels.CrossEntropyGradient(rows, LossOf(batch), 1f / rows, batch.Gradients[last]);
        metrics.Accumulate(_kernels, batch, rows, slot);
        optimizer.BeginStep();
        Backward(batch, rows, optimizer);
    }

    /// <summary>
    /// One step, from fetching a full batch to the new weights and the sums of the metrics, for which the host says nothing
    /// that differs from step to step: the schedule does. The host begins the optimizer's step.
    /// </summary>
    public void TrainAtStep(Workspace batch, DeviceDataset data, in StepSchedule schedule, StepMetrics metrics, OptimizerState optimizer)
    {
        data.FetchAtStep(_kernels, schedule, batch);
        RunStages(batch, batch.Rows);
        _kernels.CrossEntropyGradient(batch.Rows, LossOf(batch), 1f / batch.Rows, batch.Gradients[^1]);
        Backward(batch, batch.Rows, optimizer);
        metrics.EndStep(_kernels, batch, schedule);
    }

    public void Dispose() => _weights.Dispose();

    private void RunStages(Workspace batch, int rows)
    {
        ArrayView<float> x = batch.Input;
        for (int i = 0; i < Stages.Count; i++)
        {
            Stages[i].Forward(_kernels, Weights, rows, x, batch.Outputs[i]);
            x = batch.Outputs[i];
        }
    }

    private void Backward(Workspace batch, int rows, OptimizerState optimizer)
    {
        for (int i = Stages.Count - 1; i >= 0; i--)
        {
            // The stage before needs this stage's weights as they were in the forward pass, so it goes first.
            if (i > 0)
            {
                Stages[i - 1].Backward(_kernels, Weights, rows, Stages[i], batch.Gradients[i], batch.Outputs[i - 1], batch.Gradients[i - 1]);
            }

            optimizer.UpdateByProduct(Stages[i].Kernel, rows, i == 0 ? batch.Input : batch.Outputs[i - 1], batch.Gradients[i]);
            optimizer.UpdateByColumnSums(Stages[i].Bias, rows, batch.Gradients[i]);
        }

        optimizer.EndStep();
    }

    private CrossEntropyArguments LossOf(Workspace batch) =>
        new(batch.Outputs[^1], batch.Labels, OutputSize, batch.RowLoss, batch.RowCorrect);
}
