using System.Reflection;
using Engine.Cli.CommandLine;
using Engine.Cli.Commands;
using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Cli;

/// <summary>What a run folder keeps must be all that a run needs: a setting that is lost would make a resumed run another one.</summary>
public sealed class TrainSettingsTests
{
    private static readonly TrainOptions s_unusual = new()
    {
        Dataset = "some/flowers",
        ImageSize = "48",
        LabelColumn = "species",
        TestSplit = "0.375",
        Model = "mlp:7,5",
        Activation = "sigmoid",
        Optimizer = "sgd",
        LearningRate = "0.125",
        Momentum = "0.75",
        Nesterov = true,
        WeightDecay = "0.0625",
        ClipNorm = "1.5",
        Schedule = "piecewise:100,0.5,200,0.25",
        WarmUp = "50",
        BatchNorm = true,
        Dropout = "0.125",
        Loss = "mean_squared_error",
        BatchSize = "17",
        Epochs = "23",
        ValidationSplit = "0.375",
        Seed = "18446744073709551615",
        Shuffle = "none",
        Steps = "99",
        Limit = "1234",
        Precision = "tf32",
        Init = "weights.safetensors",
        EarlyStopping = "4",
        Monitor = "val_accuracy",
        SaveBest = true,
        CheckpointEvery = "3",
        CheckpointMinutes = "2.5",
    };

    [Fact]
    public void ARunFolderKeepsEverySetting()
    {
        using ComputeDevice device = Toy.Open();
        TrainSettings usual = TrainSettings.Read(new TrainOptions());
        TrainSettings unusual = TrainSettings.Read(s_unusual);
        Dataset toy = Toy.Data(10);
        var data = new Dataset("flowers", toy.InputShape, toy.ClassCount, toy.Images, toy.Labels);
        TrainSettings kept = TrainSettings.FromConfig(unusual.ToConfig(data, device));

        foreach (PropertyInfo property in typeof(TrainSettings).GetProperties())
        {
            Assert.False(Same(property.GetValue(usual), property.GetValue(unusual)), $"this test must set {property.Name} to something unusual");
            Assert.True(Same(property.GetValue(unusual), property.GetValue(kept)), $"{property.Name} is lost");
        }
    }

    // Optimizers and their like are compared by what they are made of.
    private static bool Same(object? a, object? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && a.GetType().Assembly == typeof(Optimizer).Assembly && !a.GetType().IsEnum
            ? a.GetType() == b.GetType() && a.GetType().GetProperties().All(property => Same(property.GetValue(a), property.GetValue(b)))
            : a is System.Collections.IEnumerable first && b is System.Collections.IEnumerable second
                ? first.Cast<object>().SequenceEqual(second.Cast<object>())
                : Equals(a, b));
}
