using Xunit;

namespace Engine.Tests.Engine;

/// <summary>Data sets of floats, and with targets that are no classes.</summary>
public sealed class DatasetKindsTests
{
    [Fact]
    public void FloatsTrainToTheBitsOfTheBytesThatTheyStandFor()
    {
        using ComputeDevice device = Toy.Open();
        Dataset bytes = Toy.Data(50);
        float[] features = [.. bytes.Images.ToArray().Select(value => value / 255f)];
        var floats = new Dataset("floats", [4, 4], Toy.Classes, features, bytes.Labels);
        using Sequential first = Toy.Model(device);
        using Sequential second = Toy.Model(device);
        var options = new FitOptions { Epochs = 2, BatchSize = 16, ValidationSplit = 0.2f };
        EpochResult expected = first.Fit(bytes, options).Epochs[^1];

        Assert.Equal(expected with { Seconds = 0 }, second.Fit(floats, options).Epochs[^1] with { Seconds = 0 });
        Assert.Equal(Toy.AllWeights(first), Toy.AllWeights(second));
        Assert.Equal(first.Evaluate(bytes), second.Evaluate(floats));
        Assert.Equal(first.Predict(bytes), second.Predict(floats));
        Assert.Equal(first.Predict(bytes), second.Predict(features));
    }

    [Fact]
    public void SlicesOfAllKindsShareMemory()
    {
        float[] features = [1, 2, 3, 4, 5, 6];
        float[] targets = [10, 20, 30, 40, 50, 60, 70, 80, 90];
        Dataset slice = Dataset.WithTargets("x", [2], 3, features, targets, ["a", "b", "c"]).Slice(1, 2);
        Assert.Equal((2, 2, 0, 3, 3), (slice.Count, slice.SampleSize, slice.ClassCount, slice.TargetWidth, slice.OutputCount));
        Assert.Equal(["a", "b", "c"], slice.ClassNames);
        features[2] = -3;
        targets[3] = -40;
        Assert.Equal([-3, 4, 5, 6], slice.Features.ToArray());
        Assert.Equal([-40, 50, 60, 70, 80, 90], slice.Targets.ToArray());
        Assert.True(slice.Images.IsEmpty && slice.Labels.IsEmpty && slice.HasFeatures && slice.HasTargets);

        Dataset images = Dataset.WithTargets("x", [2], 1, new byte[] { 1, 2, 3, 4, 5, 6 }, new float[] { 7, 8, 9 }).Split(0.4f).Last;
        Assert.Equal([3, 4, 5, 6], images.Images.ToArray());
        Assert.Equal([8, 9], images.Targets.ToArray());

        Dataset labelled = new Dataset("x", [2], 5, features, new byte[] { 4, 3, 2 }).Slice(2, 1);
        Assert.Equal([5, 6], labelled.Features.ToArray());
        Assert.Equal([2], labelled.Labels.ToArray());
        Assert.Equal((5, 0, 5), (labelled.ClassCount, labelled.TargetWidth, labelled.OutputCount));
    }

    [Fact]
    public void DataThatDisagreesIsRefused()
    {
        AssertRefused("2 labels but 5 values", () => new Dataset("x", [2], 3, new float[5], new byte[2]));
        AssertRefused("sample 1 has label 3", () => new Dataset("x", [2], 3, new float[4], new byte[] { 2, 3 }));
        AssertRefused("sample 1 has the value NaN", () => new Dataset("x", [2], 3, new[] { 1, 2, 3, float.NaN }, new byte[2]));
        AssertRefused("no rows of 3", () => Dataset.WithTargets("x", [2], 3, new float[4], new float[4]));
        AssertRefused("no rows of 0", () => Dataset.WithTargets("x", [2], 0, new byte[4], new float[4]));
        AssertRefused("2 targets but 5 bytes", () => Dataset.WithTargets("x", [2], 3, new byte[5], new float[6]));
        AssertRefused("2 targets but 3 values", () => Dataset.WithTargets("x", [2], 3, new float[3], new float[6]));
        AssertRefused("sample 1 has the target", () => Dataset.WithTargets("x", [1], 2, new byte[2], new[] { 1, 2, float.PositiveInfinity, 3 }));
        AssertRefused("1 names", () => Dataset.WithTargets("x", [1], 2, new byte[2], new float[4], ["a"]));

        static void AssertRefused(string reason, Func<object> action) =>
            Assert.Contains(reason, Assert.Throws<EngineException>(action).Message, StringComparison.Ordinal);
    }
}
