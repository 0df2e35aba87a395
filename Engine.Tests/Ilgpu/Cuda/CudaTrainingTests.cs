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
        _ = Weights(api, momentum: 0, epochs: 3);
        // Of three epochs with four full batches and a smaller one, the first full step is queued kernel by kernel.
        Assert.Equal((3 * 4) - 1, api.Calls.Count(call => call == nameof(ICudaApi.GraphLaunch)));
        Assert.Single(api.Calls, nameof(ICudaApi.StreamBeginCapture));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.9f)]
    public void AReplayedStepGivesTheSameWeights(float momentum)
    {
        float[][] recorded = Weights(canRecord: true, momentum);
        float[][] queued = Weights(canRecord: false, momentum);
        Assert.Equal(queued, recorded);
    }

    private static float[][] Weights(bool canRecord, float momentum)
    {
        using var api = new FakeCuda(new FakeCudaDevice(80, canRecord ? 12080 : 10020));
        float[][] weights = Weights(api, momentum, epochs: 2);
        Assert.Empty(api.Alive);
        return weights;
    }

    private static float[][] Weights(FakeCuda api, float momentum, int epochs)
    {
        CudaPlatform.Replace(CudaPlatform.Find(api));
        using ComputeDevice device = ComputeDevice.Open("cuda:0", new ComputeDeviceOptions { Assertions = true });
        Optimizer optimizer = momentum == 0 ? new Adam(0.01f) : new Sgd(0.1f, momentum);
        using Sequential model = Toy.Model(device, optimizer: optimizer);
        model.Fit(Toy.Data(Samples), new FitOptions { Epochs = epochs, BatchSize = Batch });
        return [.. model.GetWeights().Select(tensor => tensor.Values.ToArray())];
    }
}
