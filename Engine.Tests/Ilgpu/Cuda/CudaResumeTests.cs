using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Data;
using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>Trainings that are resumed within an epoch where steps are recorded once and replayed, on a CUDA device made of paper.</summary>
public sealed class CudaResumeTests : IDisposable
{
    // Four full batches of 16 and a smaller one.
    private static readonly Dataset s_data = Toy.Data(70);
    private static readonly FitOptions s_options = new() { Epochs = 2, BatchSize = 16 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void ReplayedStepsGoOnWhereTheyStopped(int stop)
    {
        float[] unbroken = Train(s_options);
        using var source = new CancellationTokenSource();
        FitOptions stopped = s_options with
        {
            CancellationToken = source.Token,
            Callbacks = [new Stopper(stop, source)],
            Checkpoints = new CheckpointOptions(new CheckpointStore(_folder["run"])) { EveryEpochs = null },
        };
        Assert.Throws<OperationCanceledException>(() => Train(stopped));

        TrainingCheckpoint checkpoint = new CheckpointStore(_folder["run"]).LoadLatest()!;
        Assert.Equal(stop, checkpoint.Steps);
        Assert.Equal(unbroken, Train(s_options with { ResumeFrom = checkpoint }));
    }

    private static float[] Train(FitOptions options)
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        CudaPlatform.Replace(CudaPlatform.Find(api));
        using ComputeDevice device = ComputeDevice.Open("cuda:0", new ComputeDeviceOptions { Assertions = true });

        // Random numbers and step sizes that depend on the step.
        using var model = new Sequential(device, [4, 4], seed: 3) { new Flatten(), new Dense(9, Activation.Relu), new Dropout(0.3f), new Dense(Toy.Classes, Activation.Softmax) };
        model.Compile(new Adam(0.01f), Loss.SparseCategoricalCrossEntropy);
        _ = model.Fit(s_data, options);
        Assert.Contains(nameof(ICudaApi.GraphLaunch), api.Calls);
        return Toy.AllWeights(model);
    }

    private sealed class Stopper(int steps, CancellationTokenSource source) : Callback
    {
        public override void OnStepEnd(TrainingContext context)
        {
            if (context.TotalSteps == steps)
            {
                source.Cancel();
            }
        }
    }
}
