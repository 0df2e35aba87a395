using Xunit;

namespace Engine.Tests.Engine;

/// <summary>What docs/embedding.md promises to programs that use the engine.</summary>
public sealed class EmbeddingTests
{
    private const int Samples = 200;

    [Fact]
    public async Task DevicesOfSeveralThreadsDoNotDisturbEachOther()
    {
        float[] alone = Train(seed: 3);
        float[][] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Train(seed: 3), TestContext.Current.CancellationToken)));
        Assert.All(together, weights => Assert.Equal(alone, weights));
    }

    [Fact]
    public void ModelsOnOneDeviceDoNotDisturbEachOther()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential one = Toy.Model(device, seed: 3);
        using Sequential other = Toy.Model(device, seed: 4, optimizer: new Sgd(0.1f, 0.9f), hidden: Activation.Sigmoid);
        var options = new FitOptions { BatchSize = 16 };
        Dataset data = Toy.Data(Samples);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            one.Fit(data, options);
            other.Fit(data, options);
        }

        Assert.Equal(Train(seed: 3), Toy.AllWeights(one));
    }

    [Fact]
    public void ADeviceMayMoveFromThreadToThread()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device, seed: 3);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            var thread = new Thread(() => model.Fit(Toy.Data(Samples), new FitOptions { BatchSize = 16 }));
            thread.Start();
            thread.Join();
        }

        Assert.Equal(Train(seed: 3), Toy.AllWeights(model));
    }

    [Fact]
    public void DisposingTwiceDoesNoHarm()
    {
        ComputeDevice device = Toy.Open();
        Sequential model = Toy.Model(device);
        model.Fit(Toy.Data(Samples), new FitOptions());
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Evaluate(Toy.Data(Samples)));
        device.Dispose();
        device.Dispose();
    }

    private static float[] Train(ulong seed)
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device, seed);
        model.Fit(Toy.Data(Samples), new FitOptions { BatchSize = 16 });
        model.Fit(Toy.Data(Samples), new FitOptions { BatchSize = 16 });
        return Toy.AllWeights(model);
    }
}
