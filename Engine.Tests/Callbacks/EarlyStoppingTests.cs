using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Callbacks;

public sealed class EarlyStoppingTests(ToyDevices devices) : IClassFixture<ToyDevices>
{
    private const double Nan = double.NaN;

    // The figures of the epochs, and the epoch after which Keras 3 stops (0: not at all) and the one whose weights it restores.
    [Theory]
    [InlineData("val_loss", 0, 0, MonitorMode.Auto, new[] { 3, 2, 1.0 }, 0, 3, "it improves throughout")]
    [InlineData("val_loss", 0, 0, MonitorMode.Auto, new[] { 3, 2, 2.0, 1 }, 3, 2, "the same is no improvement")]
    [InlineData("val_loss", 1, 0, MonitorMode.Auto, new[] { 3, 2, 2.5, 1 }, 3, 2, "patience 1 ends with the first epoch without improvement, as patience 0 does")]
    [InlineData("val_loss", 2, 0, MonitorMode.Auto, new[] { 3, 2, 2.5, 2.2, 1 }, 4, 2, "two without improvement")]
    [InlineData("val_loss", 2, 0, MonitorMode.Auto, new[] { 3, 2, 2.5, 1, 1.5, 1.2, 0 }, 6, 4, "an improvement in time starts the count again")]
    [InlineData("val_loss", 3, 0, MonitorMode.Auto, new[] { 3, 2, 2.5, 2.2 }, 0, 2, "the epochs are over first; the best are restored all the same")]
    [InlineData("loss", 1, 0, MonitorMode.Auto, new[] { 1, 2.0 }, 2, 1, "another figure")]
    [InlineData("val_accuracy", 1, 0, MonitorMode.Auto, new[] { 0.5, 0.6, 0.6 }, 3, 2, "of an accuracy more is better")]
    [InlineData("val_accuracy", 1, 0, MonitorMode.Min, new[] { 0.5, 0.4, 0.6 }, 3, 2, "unless less is asked for")]
    [InlineData("val_loss", 1, 0, MonitorMode.Max, new[] { 1, 2, 1.5 }, 3, 2, "or more of a loss")]
    [InlineData("val_loss", 1, 0.5, MonitorMode.Auto, new[] { 3, 2.6, 2.4 }, 2, 1, "too small an improvement")]
    [InlineData("val_loss", 1, 0.5, MonitorMode.Auto, new[] { 3, 2.4, 1.8, 1.4 }, 4, 3, "improvements of more than the least difference")]
    [InlineData("val_accuracy", 1, 0.1, MonitorMode.Auto, new[] { 0.5, 0.55 }, 2, 1, "likewise of an accuracy")]
    [InlineData("val_loss", 0, 0, MonitorMode.Auto, new[] { Nan, 2, 1 }, 0, 3, "the first epoch never ends a training")]
    [InlineData("val_loss", 2, 0, MonitorMode.Auto, new[] { Nan, Nan, 1 }, 2, 1, "NaN is no improvement")]
    [InlineData("val_loss", 2, 0, MonitorMode.Auto, new[] { 3, Nan, 2, Nan, Nan }, 5, 3, "nor does it start the count again")]
    public void StopsAsKerasDoes(string monitor, int patience, double minDelta, MonitorMode mode, double[] figures, int stop, int best, string because)
    {
        var stopping = new EarlyStopping(monitor, patience, minDelta, mode) { RestoreBestWeights = true };
        Assert.True((stop, best) == Run(stopping, monitor, figures), because);
    }

    [Theory]
    [InlineData(1.5, 1, new[] { 3, 2, 1.0 }, 0, "an improvement never ends a training")]
    [InlineData(1.5, 2, new[] { 3, 2, 2.5 }, 3, "improvements that do not beat the baseline leave the count as it is")]
    [InlineData(2.5, 2, new[] { 3, 2, 2.5 }, 0, "one that does starts it again")]
    public void ABaselineMustBeBeaten(double baseline, int patience, double[] figures, int stop, string because)
    {
        var stopping = new EarlyStopping(patience: patience) { Baseline = baseline };
        int stopped = Run(stopping, "val_loss", figures).Stop;
        Assert.True(stop == stopped, $"{because}: {stopped}");
    }

    [Fact]
    public void EarlyEpochsCanBeLeftOut()
    {
        var stopping = new EarlyStopping(patience: 1) { StartFromEpoch = 4 };
        Assert.Equal((5, 4), Run(stopping, "val_loss", [0, 1, 2, 3, 4, 5]));
    }

    [Fact]
    public void TheReasonNamesTheBest()
    {
        TrainingContext context = Context(2);
        var stopping = new EarlyStopping("val_accuracy");
        stopping.OnTrainBegin(context);
        stopping.OnEpochEnd(context, Epoch(1, "val_accuracy", 0.875));
        stopping.OnEpochEnd(context, Epoch(2, "val_accuracy", 0.5));

        Assert.Equal("val_accuracy has not improved for 1 epoch; the best was 0.8750 in epoch 1", context.StopReason);
    }

    [Fact]
    public void RestoresTheWeightsOfTheBestEpochAlsoWhenResumed()
    {
        Dataset data = Toy.Data(60);
        FitOptions options = new() { Epochs = 9, ValidationSplit = 0.5f };

        // Accuracy is to fall: the first epoch is the best, and its weights are those that a training of one epoch has.
        FitOptions Stopping() => options with { Callbacks = [new EarlyStopping("accuracy", patience: 2, mode: MonitorMode.Min, minDelta: 1) { RestoreBestWeights = true }] };
        using Sequential one = Toy.Model(devices.WithThreads(2));
        _ = one.Fit(data, options with { Epochs = 1 });
        using Sequential stopped = Toy.Model(devices.WithThreads(2));
        History history = stopped.Fit(data, Stopping());
        Assert.Equal(3, history.Epochs.Count);
        Assert.NotNull(history.StopReason);
        Assert.Equal(Toy.AllWeights(one), Toy.AllWeights(stopped));

        using var folder = new Data.TemporaryFolder();
        var store = new CheckpointStore(folder["run"]);
        using Sequential begun = Toy.Model(devices.WithThreads(2));
        _ = begun.Fit(data, Stopping() with { Epochs = 2, Checkpoints = new CheckpointOptions(store) });
        using Sequential resumed = Toy.Model(devices.WithThreads(2));
        History rest = resumed.Fit(data, Stopping() with { ResumeFrom = store.LoadLatest() });
        Assert.Equal(history.StopReason, rest.StopReason);
        Assert.Equal(Toy.AllWeights(one), Toy.AllWeights(resumed));
    }

    [Fact]
    public void RefusesWhatCannotBe()
    {
        Assert.Contains("val_accuracy", Assert.Throws<EngineException>(() => new EarlyStopping("val_acc")).Message, StringComparison.Ordinal);
        Assert.Throws<EngineException>(() => new EarlyStopping(patience: -1));
        Assert.Throws<EngineException>(() => new EarlyStopping(minDelta: double.NaN));
        using Sequential model = Toy.Model(devices.WithThreads(2));
        Assert.Contains("without validation data", Assert.Throws<EngineException>(() => model.Fit(Toy.Data(20), new FitOptions { Callbacks = [new EarlyStopping()] })).Message, StringComparison.Ordinal);
    }

    // The epoch after which it stops, and the best.
    private (int Stop, int Best) Run(EarlyStopping stopping, string monitor, double[] figures)
    {
        TrainingContext context = Context(figures.Length);
        stopping.OnTrainBegin(context);
        for (int epoch = 1; epoch <= figures.Length; epoch++)
        {
            stopping.OnEpochEnd(context, Epoch(epoch, monitor, figures[epoch - 1]));
            if (context.StopReason is not null)
            {
                return (epoch, stopping.BestEpoch);
            }
        }

        return (0, stopping.BestEpoch);
    }

    private TrainingContext Context(int epochs)
    {
        Sequential model = Toy.Model(devices.WithThreads(2));
        return new TrainingContext(model, epochs, stepsPerEpoch: 1, hasValidation: true);
    }

    private static EpochResult Epoch(int epoch, string monitor, double figure)
    {
        double Of(string name) => name == monitor ? figure : 0.5;
        return new EpochResult(epoch, Of("loss"), Of("accuracy"), Of("val_loss"), Of("val_accuracy"), 1);
    }
}
