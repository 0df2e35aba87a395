using Xunit;

namespace Engine.Tests.Metrics;

public sealed class ConfusionMatrixTests
{
    // scikit-learn's example of a confusion matrix: truth 2 0 2 2 0 1, predicted 0 0 2 2 0 2.
    private static readonly byte[] s_truth = [2, 0, 2, 2, 0, 1];
    private static readonly byte[] s_predicted = [0, 0, 2, 2, 0, 2];

    [Fact]
    public void CountsAPublishedExample()
    {
        var matrix = new ConfusionMatrix(s_truth, s_predicted, 3);

        Assert.Equal([2L, 0L, 0L, 0L, 0L, 1L, 1L, 0L, 2L], from truth in Enumerable.Range(0, 3) from predicted in Enumerable.Range(0, 3) select matrix[truth, predicted]);
        Assert.Equal(6, matrix.Total);
        Assert.Equal(4, matrix.Correct);
        Assert.Equal(4 / 6.0, matrix.Accuracy);
        Close(new ClassFigures(2 / 3.0, 1, 0.8, 2), matrix.ForClass(0));
        Close(new ClassFigures(2 / 3.0, 2 / 3.0, 2 / 3.0, 3), matrix.ForClass(2));
    }

    [Fact]
    public void DivisionsByZeroGiveZero()
    {
        // Class 1 is never predicted; class 3 neither occurs nor is predicted.
        var matrix = new ConfusionMatrix(s_truth, s_predicted, 4);

        Assert.Equal(new ClassFigures(0, 0, 0, 1), matrix.ForClass(1));
        Assert.Equal(new ClassFigures(0, 0, 0, 0), matrix.ForClass(3));
        var empty = new ConfusionMatrix([], [], 2);
        Assert.Equal(0, empty.Accuracy);
        Assert.Equal(new ClassFigures(0, 0, 0, 0), empty.MacroAverage());
        Assert.Equal(new ClassFigures(0, 0, 0, 0), empty.WeightedAverage());
    }

    [Fact]
    public void AveragesAreThoseOfThePublishedExample()
    {
        // A class that does not occur changes neither average, as in scikit-learn.
        foreach (int classes in new[] { 3, 4 })
        {
            var matrix = new ConfusionMatrix(s_truth, s_predicted, classes);

            Close(new ClassFigures(4 / 9.0, 5 / 9.0, (0.8 + 0 + (2 / 3.0)) / 3, 6), matrix.MacroAverage());
            Close(new ClassFigures(((2 * 2 / 3.0) + (3 * 2 / 3.0)) / 6, 4 / 6.0, ((2 * 0.8) + (3 * 2 / 3.0)) / 6, 6), matrix.WeightedAverage());
        }
    }

    [Fact]
    public void AgreesWithCountingByDefinition()
    {
        var random = new Random(5);
        for (int round = 0; round < 50; round++)
        {
            int classes = random.Next(2, 12);
            byte[] truth = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => (byte)random.Next(classes))];
            byte[] predicted = [.. truth.Select(label => random.Next(3) > 0 ? label : (byte)random.Next(classes))];
            var matrix = new ConfusionMatrix(truth, predicted, classes);
            for (int c = 0; c < classes; c++)
            {
                double both = truth.Zip(predicted).Count(pair => pair.First == c && pair.Second == c);
                double precision = both == 0 ? 0 : both / predicted.Count(label => label == c);
                double recall = both == 0 ? 0 : both / truth.Count(label => label == c);
                Close(
                    new ClassFigures(precision, recall, both == 0 ? 0 : 2 / ((1 / precision) + (1 / recall)), truth.Count(label => label == c)),
                    matrix.ForClass(c));
            }

            Assert.Equal(truth.Zip(predicted).Count(pair => pair.First == pair.Second), matrix.Correct);
        }
    }

    [Fact]
    public void RefusesWhatDoesNotFit()
    {
        Assert.Throws<EngineException>(() => new ConfusionMatrix([0], [0, 1], 2));
        Assert.Throws<EngineException>(() => new ConfusionMatrix([2], [0], 2));
        Assert.Throws<EngineException>(() => new ConfusionMatrix([0], [2], 2));
        Assert.Throws<EngineException>(() => new ConfusionMatrix([0], [0], 257));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix([0], [0], 2)[0, 2]);
    }

    private static void Close(ClassFigures expected, ClassFigures actual)
    {
        Assert.Equal(expected.Precision, actual.Precision, 12);
        Assert.Equal(expected.Recall, actual.Recall, 12);
        Assert.Equal(expected.F1, actual.F1, 12);
        Assert.Equal(expected.Support, actual.Support);
    }
}
