using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>Steps that are recorded once and replayed, on a CUDA device made of paper.</summary>
public sealed class CudaTrainingTests
{
    private const int Samples = 70;
    private const int Batch = 16;

    [Fact]
    public void AStepIsOneLaunch()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        _ = Weights(api, new Adam(0.01f), epochs: 3);
        // Of three epochs with four full batches and a smaller one, the first full step is queued kernel by kernel.
        Assert.Equal((3 * 4) - 1, api.Calls.Count(call => call == nameof(ICudaApi.GraphLaunch)));
        Assert.Single(api.Calls, nameof(ICudaApi.StreamBeginCapture));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("momentum")]
    [InlineData("schedule")]
    [InlineData("decay")]
    [InlineData("clip")]
    public void AReplayedStepGivesTheSameWeights(string name)
    {
        LearningRateSchedule schedule = LearningRateSchedule.Cosine(8, 0.1).AfterWarmUp(2);
        Optimizer optimizer = name switch
        {
            "adam" => new Adam(0.01f),
            "momentum" => new Sgd(0.1f, 0.9f),
            "schedule" => new RmsProp(0.01f) { Schedule = schedule },
            "decay" => new AdamW(0.01f, weightDecay: 0.1f) { Schedule = schedule },
            _ => new Adagrad(0.01f) { Schedule = schedule, GlobalClipNorm = 0.1f },
        };
        Assert.Equal(Weights(canRecord: false, optimizer), Weights(canRecord: true, optimizer));
    }

    [Fact]
    public void LayersWithStateReplayToTheSameWeights()
    {
        Assert.Equal(LayerWeights(canRecord: false), LayerWeights(canRecord: true));

        static float[] LayerWeights(bool canRecord)
        {
            using FakeCuda api = Api(canRecord);
            CudaPlatform.Replace(CudaPlatform.Find(api));
            using ComputeDevice device = ComputeDevice.Open("cuda:0", new ComputeDeviceOptions { Assertions = true });
            using var model = new Sequential(device, [6], seed: 4)
            {
                new Dropout(0.2f),
                new Dense(9),
                new BatchNormalization(),
                new ActivationLayer(Activation.Tanh),
                new Dropout(0.4f),
                new Dense(2),
            };
            model.Compile(new Adam(0.01f), Loss.MeanSquaredError);
            var random = new Random(1);
            float[] values = [.. Enumerable.Range(0, Samples * 8).Select(_ => random.NextSingle())];
            Dataset data = Dataset.WithTargets("x", [6], 2, values.AsMemory(0, Samples * 6), values.AsMemory(Samples * 6));
            _ = model.Fit(data, new FitOptions { Epochs = 2, BatchSize = Batch });
            return Toy.AllWeights(model);
        }
    }

    private static FakeCuda Api(bool canRecord) => new(new FakeCudaDevice(80, canRecord ? 12080 : 10020));

    private static float[][] Weights(bool canRecord, Optimizer optimizer)
    {
        using FakeCuda api = Api(canRecord);
        float[][] weights = Weights(api, optimizer, epochs: 2);
        Assert.Empty(api.Alive);
        return weights;
    }

    private static float[][] Weights(FakeCuda api, Optimizer optimizer, int epochs)
    {
        CudaPlatform.Replace(CudaPlatform.Find(api));
        using ComputeDevice device = ComputeDevice.Open("cuda:0", new ComputeDeviceOptions { Assertions = true });
        using Sequential model = Toy.Model(device, optimizer: optimizer);
        model.Fit(Toy.Data(Samples), new FitOptions { Epochs = epochs, BatchSize = Batch });
        return [.. model.GetWeights().Select(tensor => tensor.Values.ToArray())];
    }
}
