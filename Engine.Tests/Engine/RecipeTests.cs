using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Engine;

/// <summary>Whole data sets end at the figures that they are known for.</summary>
public sealed class RecipeTests
{
    [Fact]
    public void ANetworkWithOneHiddenLayerPassesNinetySevenPercentOnSyntheticDigits()
    {
        SkipWhereAnEpochTakesMinutes();
        var (train, test) = Datasets.SyntheticDigits.Load();
        using ComputeDevice device = ComputeDevice.Open("cpu");
        using var model = new Sequential(device, train.InputShape, seed: 42) { new Flatten(), new Dense(128, Activation.Relu), new Dense(10, Activation.Softmax) };
        model.Compile(new Adam(), Loss.SparseCategoricalCrossEntropy);

        model.Fit(train, new FitOptions { Epochs = 3 });

        Assert.InRange(model.Evaluate(test).Accuracy, 0.97, 1);
    }

    /// <summary>The figures that the Keras tutorials print for this: val_acc 0.857, val_loss 0.654.</summary>
    [Fact]
    public void TheFirstEpochOfSoftmaxRegressionOnMnistIsThatOfKeras()
    {
        SkipWhereAnEpochTakesMinutes();
        var (train, _) = Datasets.Mnist.Load(new DatasetOptions { DataDirectory = RealData.Directory("mnist") });
        using ComputeDevice device = ComputeDevice.Open("cpu");
        using var model = new Sequential(device, train.InputShape, seed: 42) { new Flatten(), new Dense(10, Activation.Softmax) };
        model.Compile(new Sgd(), Loss.SparseCategoricalCrossEntropy);

        EpochResult epoch = Assert.Single(model.Fit(train, new FitOptions { BatchSize = 64, ValidationSplit = 0.2f }).Epochs);

        Assert.NotNull(epoch.ValidationAccuracy);
        Assert.InRange(epoch.ValidationAccuracy.Value, 0.857 - 0.01, 0.857 + 0.01);
        Assert.NotNull(epoch.ValidationLoss);
        Assert.InRange(epoch.ValidationLoss.Value, 0.654 - 0.03, 0.654 + 0.03);
    }

    private static void SkipWhereAnEpochTakesMinutes()
    {
#if STOCK_ILGPU
        Assert.Skip("On the CPU accelerator of the ILGPU packages an epoch takes minutes.");
#endif
    }
}
