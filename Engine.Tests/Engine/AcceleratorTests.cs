using Xunit;

namespace Engine.Tests.Engine;

/// <summary>Training on whatever accelerators the machine has.</summary>
public sealed class AcceleratorTests
{
    /// <summary>Sums are rounded in another order, so that losses differ, but by little.</summary>
    [Fact]
    public void TrainingAgreesWithTheCpu()
    {
        string[] others = [.. ComputeDevice.List().Select(device => device.Spec).Where(spec => spec != "cpu")];
        Assert.SkipWhen(others.Length == 0, "There is no accelerator besides the CPU.");
        Dataset data = Stripes(960);
        (EpochResult[] expected, EvaluationResult expectedEnd) = Train("cpu", data);
        Assert.True(expected[^1].Loss < 0.5 * expected[0].Loss, "the data teaches nothing");
        foreach (string spec in others)
        {
            (EpochResult[] actual, EvaluationResult actualEnd) = Train(spec, data);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].Loss, actual[i].Loss, 1e-3);
            }

            Assert.Equal(expectedEnd.Loss, actualEnd.Loss, 1e-3);
        }
    }

    /// <summary>The same device, seed and data give the same bytes.</summary>
    [Fact]
    public void TrainingTwiceGivesTheSameBytes()
    {
        foreach (string spec in ComputeDevice.List().Select(device => device.Spec))
        {
            Assert.Equal(Weights(spec), Weights(spec));
        }

        static float[] Weights(string spec)
        {
            using ComputeDevice device = ComputeDevice.Open(spec);
            using Sequential model = Toy.Model(device);
            model.Fit(Toy.Data(100), new FitOptions { Epochs = 2, BatchSize = 16 });
            return Toy.AllWeights(model);
        }
    }

    private static (EpochResult[] Epochs, EvaluationResult End) Train(string spec, Dataset data)
    {
        using ComputeDevice device = ComputeDevice.Open(spec);
        using var model = new Sequential(device, data.InputShape, seed: 42) { new Flatten(), new Dense(128, Activation.Relu), new Dense(10, Activation.Softmax) };
        model.Compile(new Adam(), Loss.SparseCategoricalCrossEntropy);
        return ([.. model.Fit(data, new FitOptions { Epochs = 2 }).Epochs], model.Evaluate(data));
    }

    /// <summary>28 × 28 images of noise with brighter rows that give the class away.</summary>
    private static Dataset Stripes(int count)
    {
        var random = new Random(1);
        var images = new byte[count * 784];
        var labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Next(10);
            for (int pixel = 0; pixel < 784; pixel++)
            {
                bool bright = pixel / 28 % 10 == labels[i];
                images[(i * 784) + pixel] = (byte)(random.Next(120) + (bright ? 60 : 0));
            }
        }

        return new Dataset("stripes", [28, 28], 10, images, labels);
    }
}
