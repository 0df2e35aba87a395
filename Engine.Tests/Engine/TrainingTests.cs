using Xunit;

namespace Engine.Tests.Engine;

public sealed class TrainingTests
{
    private static readonly FitOptions FewEpochs = new() { Epochs = 3, BatchSize = 16 };

    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    [InlineData("momentum")]
    public void TrainingConverges(string name)
    {
        using ComputeDevice device = Toy.Open();
        Optimizer optimizer = name switch
        {
            "adam" => new Adam(0.01f),
            "sgd" => new Sgd(0.5f),
            _ => new Sgd(0.1f, 0.9f),
        };
        using Sequential model = Toy.Model(device, optimizer: optimizer);
        History history = model.Fit(Toy.Data(600), new FitOptions { Epochs = 8 });

        Assert.True(history.Epochs[^1].Loss < 0.5 * history.Epochs[0].Loss);
        Assert.True(model.Evaluate(Toy.Data(300, seed: 2)).Accuracy > 0.95);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBytes()
    {
        float[] first = Trained(seed: 5, threads: null);
        Assert.Equal(first, Trained(seed: 5, threads: null));
        Assert.NotEqual(first, Trained(seed: 6, threads: null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void TheNumberOfThreadsMakesNoDifference(int threads) => Assert.Equal(Trained(seed: 5, threads: null), Trained(seed: 5, threads));

    [Fact]
    public void ShufflingMattersAndIsDrawnAnewForEachEpoch()
    {
        int[] first = RandomStreams.EpochOrder(1000, seed: 1, epoch: 0);
        int[] second = RandomStreams.EpochOrder(1000, seed: 1, epoch: 1);
        Assert.NotEqual(first, second);
        Assert.Equal(Enumerable.Range(0, 1000), first.Order());
        Assert.Equal(first, RandomStreams.EpochOrder(1000, seed: 1, epoch: 0));

        // Every place is as good as another: the mean of a thousand firsts is near the middle.
        double mean = Enumerable.Range(0, 1000).Average(epoch => RandomStreams.EpochOrder(100, 3, epoch)[0]);
        Assert.InRange(mean, 46, 53);
    }

    [Fact]
    public void EveryEpochTrainsOnTheLastSmallerBatch()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        Assert.Equal(2 * 4, model.Fit(Toy.Data(49), new FitOptions { Epochs = 2, BatchSize = 16 }).Steps);
        Assert.Equal(1, model.Fit(Toy.Data(49), new FitOptions { BatchSize = 1000 }).Steps);
    }

    [Fact]
    public void StepsCanBeLimited()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        History history = model.Fit(Toy.Data(48), new FitOptions { Epochs = 9, BatchSize = 16, MaxSteps = 4 });
        Assert.Equal(4, history.Steps);
        Assert.Equal(2, history.Epochs.Count);
    }

    [Fact]
    public void TheValidationSplitIsTheEndOfTheData()
    {
        using ComputeDevice device = Toy.Open();
        Dataset data = Toy.Data(200);
        using Sequential split = Toy.Model(device);
        EpochResult withSplit = split.Fit(data, FewEpochs with { ValidationSplit = 0.2f }).Epochs[^1];
        using Sequential given = Toy.Model(device);
        EpochResult withData = given.Fit(data.Slice(0, 160), FewEpochs with { ValidationData = data.Slice(160, 40) }).Epochs[^1];

        Assert.Equal(withData with { Seconds = 0 }, withSplit with { Seconds = 0 });
        EvaluationResult evaluated = split.Evaluate(data.Slice(160, 40));
        Assert.Equal(evaluated.Loss, withSplit.ValidationLoss);
        Assert.Equal(evaluated.Accuracy, withSplit.ValidationAccuracy);
    }

    [Fact]
    public void OneBatchReportsTheLossBeforeItsStep()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        Dataset data = Toy.Data(20);
        EvaluationResult before = model.Evaluate(data);
        EpochResult epoch = model.Fit(data, new FitOptions { BatchSize = 20, Shuffle = false }).Epochs[0];
        Assert.Equal(before.Loss, epoch.Loss, 1e-6);
        Assert.Equal(before.Accuracy, epoch.Accuracy);
        Assert.Null(epoch.ValidationLoss);
    }

    [Fact]
    public void EvaluationDoesNotDependOnTheBatchSize()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        Dataset data = Toy.Data(100);
        EvaluationResult whole = model.Evaluate(data);
        EvaluationResult parts = model.Evaluate(data, batchSize: 7);
        Assert.Equal(whole.Loss, parts.Loss, 1e-6);
        Assert.Equal(whole.Accuracy, parts.Accuracy);
        Assert.Equal(100, parts.Count);
    }

    [Fact]
    public void PredictionsAreProbabilitiesThatMatchTheAccuracy()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        Dataset data = Toy.Data(50);
        _ = model.Fit(data, FewEpochs);
        float[] predicted = model.Predict(data, batchSize: 16);
        Assert.Equal(50 * Toy.Classes, predicted.Length);
        int hits = 0;
        for (int i = 0; i < 50; i++)
        {
            float[] row = predicted[(i * Toy.Classes)..((i + 1) * Toy.Classes)];
            Assert.Equal(1, row.Sum(), 1e-5);
            hits += Array.IndexOf(row, row.Max()) == data.Labels.Span[i] ? 1 : 0;
        }

        Assert.Equal(model.Evaluate(data).Accuracy, hits / 50.0);
        Assert.Equal(predicted, model.Predict(data.Images));
        Assert.Empty(model.Predict(ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public void ProgressEndsEachEpochWithItsFigures()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        var events = new List<TrainingProgress>();
        History history = model.Fit(Toy.Data(49), FewEpochs with { Progress = new Recorder(events) });
        Assert.Equal(history.Epochs, events.Where(e => e.FinishedEpoch is not null).Select(e => e.FinishedEpoch!));
        Assert.All(events.Where(e => e.FinishedEpoch is not null), e =>
        {
            Assert.Equal(4, e.Step);
            Assert.Equal(4, e.Steps);
            Assert.Equal(3, e.Epochs);
            Assert.Equal(e.FinishedEpoch!.Loss, e.Loss);
            Assert.True(e.SamplesPerSecond > 0);
        });
    }

    [Fact]
    public void CancellingKeepsWhatWasLearned()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        float[] initial = Toy.AllWeights(model);
        using var source = new CancellationTokenSource();
        var options = new FitOptions { Epochs = 1000, Progress = new Canceller(source), CancellationToken = source.Token };
        Assert.Throws<OperationCanceledException>(() => model.Fit(Toy.Data(40), options));
        Assert.NotEqual(initial, Toy.AllWeights(model));
        Assert.Single(model.Fit(Toy.Data(40), new FitOptions()).Epochs);
    }

    [Fact]
    public void ALossThatIsNotFiniteNamesTheStep()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device, optimizer: new Sgd(1e30f));
        var error = Assert.Throws<EngineException>(() => model.Fit(Toy.Data(64), new FitOptions { BatchSize = 16, Shuffle = false }));
        Assert.Contains("step 2 (epoch 1, step 2 of 4)", error.Message, StringComparison.Ordinal);
    }

    private static float[] Trained(ulong seed, int? threads)
    {
        using ComputeDevice device = Toy.Open(threads);
        using Sequential model = Toy.Model(device, seed);
        _ = model.Fit(Toy.Data(100), FewEpochs);
        return Toy.AllWeights(model);
    }

    private sealed class Recorder(List<TrainingProgress> events) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => events.Add(value);
    }

    private sealed class Canceller(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }
}
