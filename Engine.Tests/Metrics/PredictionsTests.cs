using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Metrics;

public sealed class PredictionsTests
{
    [Fact]
    public void TopAccuracyCountsByHand()
    {
        var predictions = Of([0.5f, 0.3f, 0.2f, 0.1f, 0.2f, 0.7f, 0.3f, 0.4f, 0.3f], [1, 2, 2]);

        Assert.Equal(3, predictions.ClassCount);
        Assert.Equal([0, 2, 1], Enumerable.Range(0, 3).Select(predictions.Class));
        Assert.Equal(1 / 3.0, predictions.TopAccuracy(1));

        // In the third row classes 0 and 2 are equal; the first comes before.
        Assert.Equal(2 / 3.0, predictions.TopAccuracy(2));
        Assert.Equal(1, predictions.TopAccuracy(3));
        Assert.Throws<EngineException>(() => predictions.TopAccuracy(0));
        Assert.Throws<EngineException>(() => predictions.TopAccuracy(4));
    }

    [Fact]
    public void TopAccuracyAgreesWithSorting()
    {
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            int classes = random.Next(2, 9);
            int count = random.Next(1, 60);

            // Few values, so that many are equal.
            float[] outputs = [.. Enumerable.Range(0, count * classes).Select(_ => random.Next(4) / 4f)];
            byte[] labels = [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(classes))];
            var predictions = new Predictions(outputs, labels);
            for (int k = 1; k <= classes; k++)
            {
                int hits = Enumerable.Range(0, count).Count(i =>
                    Enumerable.Range(0, classes).OrderByDescending(c => outputs[(i * classes) + c]).Take(k).Contains(labels[i]));
                Assert.Equal((double)hits / count, predictions.TopAccuracy(k));
            }

            Assert.Equal(predictions.TopAccuracy(1), predictions.Confusion().Accuracy);
        }
    }

    [Fact]
    public void OneOutputIsTheProbabilityOfClassOne()
    {
        var predictions = Of([0.75f, 0.25f, 0.5f], [1, 1, 0]);

        Assert.Equal(2, predictions.ClassCount);
        Assert.Equal([1, 0, 0], Enumerable.Range(0, 3).Select(predictions.Class));
        Assert.Equal(0.25f, predictions.Probability(0, 0));
        Assert.Equal(-Math.Log(0.25), predictions.Loss(1), 12);
        Assert.Equal(2 / 3.0, predictions.Confusion().Accuracy);
    }

    [Fact]
    public void OutputsThatAreNoNumbersAreLeast()
    {
        var predictions = Of([float.NaN, 0.1f, float.NaN, float.NaN, 0.2f, float.NaN], [0, 1, 1]);

        Assert.Equal([1, 0, 0], Enumerable.Range(0, 3).Select(predictions.Class));
        Assert.Equal(double.PositiveInfinity, predictions.Loss(0));
        Assert.Equal(0, predictions.TopAccuracy(1));
        Assert.Equal(1, predictions.TopAccuracy(2));
    }

    [Fact]
    public void WorstMistakesAreThoseWithTheLargestLoss()
    {
        var predictions = Of([0.9f, 0.1f, 0.6f, 0.4f, 0.2f, 0.8f, 1f, 0f, 0.6f, 0.4f], [1, 1, 1, 1, 1]);

        Assert.Equal([3, 0, 1, 4], predictions.WorstMistakes(10));
        Assert.Equal([3, 0], predictions.WorstMistakes(2));
    }

    [Fact]
    public void AgreesWithWhatEvaluateMeasures()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        Dataset data = Toy.Data(300);
        model.Fit(data, new FitOptions { Epochs = 2 });

        EvaluationResult result = model.Evaluate(data);
        var predictions = new Predictions(model.Predict(data), data.Labels);

        Assert.Equal(result.Accuracy, predictions.Confusion().Accuracy, 12);
        Assert.Equal(result.Accuracy, predictions.TopAccuracy(1), 12);
        Assert.Equal(result.Loss, Enumerable.Range(0, data.Count).Average(predictions.Loss), 4);
        Assert.InRange(result.Accuracy, 0.3, 1);
    }

    [Fact]
    public void RefusesWhatDoesNotFit()
    {
        Assert.Throws<EngineException>(() => new Predictions(new float[5], new byte[2]));
        Assert.Throws<EngineException>(() => new Predictions(new float[4], new byte[] { 0, 2 }));
        Assert.Throws<EngineException>(() => new Predictions(new float[300], new byte[1]));
        Assert.Throws<EngineException>(() => new Predictions(Array.Empty<float>(), Array.Empty<byte>()));
    }

    private static Predictions Of(float[] outputs, byte[] labels) => new(outputs, labels);
}
