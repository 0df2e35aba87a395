using Engine.Tests.Data;
using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Checkpoints;

/// <summary>A training that is stopped and resumed ends with the same bits as one that was not.</summary>
public sealed class ResumeTests(ToyDevices devices) : IClassFixture<ToyDevices>, IDisposable
{
    // 49 samples to train on, so three full batches and one of a single sample, and three epochs of four steps.
    private static readonly Dataset s_data = Toy.Data(62);
    private static readonly FitOptions s_options = new() { Epochs = 3, BatchSize = 16, ValidationSplit = 0.2f };
    private const int Steps = 12;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("adam", true, 1)]
    [InlineData("sgd", true, 2)]
    [InlineData("momentum", false, 2)]
    [InlineData("adamw", true, 2)]
    [InlineData("layers that remember", true, 2)]
    public void AStopAfterAnyStepChangesNothing(string optimizer, bool shuffle, int threads)
    {
        FitOptions options = s_options with { Shuffle = shuffle };
        Outcome unbroken = Train(optimizer, options);
        for (int stop = 0; stop < Steps; stop++)
        {
            string folder = _folder[$"after-{stop}"];
            StopAfter(stop, optimizer, options, folder);
            TrainingCheckpoint checkpoint = new CheckpointStore(folder).LoadLatest()!;
            Assert.Equal(stop, checkpoint.Steps);
            Assert.Equal(stop % 4, checkpoint.EpochStep);

            Same(unbroken, Train(optimizer, options with { ResumeFrom = checkpoint }, threads));
        }
    }

    [Fact]
    public void ManyStopsChangeNothing()
    {
        Outcome unbroken = Train("adam", s_options);
        for (int stop = 1; stop < Steps; stop++)
        {
            StopAfter(stop, "adam", s_options with { ResumeFrom = new CheckpointStore(_folder["run"]).LoadLatest() }, _folder["run"]);
        }

        Same(unbroken, Train("adam", s_options with { ResumeFrom = new CheckpointStore(_folder["run"]).LoadLatest() }));
    }

    [Fact]
    public void ThereMayBeMoreEpochs()
    {
        Outcome unbroken = Train("adam", s_options with { Epochs = 5 });
        _ = Train("adam", s_options with { Checkpoints = In("run") });

        Same(unbroken, Train("adam", s_options with { Epochs = 5, ResumeFrom = In("run").Store.LoadLatest() }));
        TrainingCheckpoint done = In("run").Store.LoadLatest()!;
        Same(Train("adam", s_options), Train("adam", s_options with { ResumeFrom = done }));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void ThereMayBeMoreSteps(int steps)
    {
        FitOptions limited = s_options with { MaxSteps = steps };
        Outcome cut = Train("adam", limited with { Checkpoints = In("run") });
        TrainingCheckpoint checkpoint = In("run").Store.LoadLatest()!;

        Same(cut, Train("adam", limited with { ResumeFrom = checkpoint }));
        Same(Train("adam", s_options with { MaxSteps = 11 }), Train("adam", s_options with { MaxSteps = 11, ResumeFrom = checkpoint }));
    }

    [Fact]
    public void ASecondTrainingOfAModelCanBeResumedInAFreshOne()
    {
        using Sequential model = Model("adam");
        _ = model.Fit(s_data, s_options);
        Assert.Throws<OperationCanceledException>(() => FitUntil(6, model, s_options with { Checkpoints = In("run") }));
        Outcome unbroken = Outcome.Of(model.Fit(s_data, s_options with { ResumeFrom = In("run").Store.LoadLatest() }), model);

        using Sequential fresh = Model("adam");
        Same(unbroken, Outcome.Of(fresh.Fit(s_data, s_options with { ResumeFrom = In("run").Store.LoadLatest() }), fresh));
    }

    [Fact]
    public void CheckpointsByTheClockAreWithinTheEpoch()
    {
        var places = new List<string>();
        CheckpointOptions often = In("run") with { EveryEpochs = null, Interval = TimeSpan.FromTicks(1) };
        var watch = new Watch(_ => places.Add(often.Store.LastPath ?? ""));

        _ = Train("adam", s_options with { Checkpoints = often, Callbacks = [watch] });

        // When a step ends, the checkpoint after the step before is there.
        Assert.Equal(Steps, places.Distinct().Count());
        Assert.Equal(Steps, often.Store.LoadLatest()!.Steps);
    }

    [Theory]
    [InlineData(2, new[] { 8, 12 })]
    [InlineData(5, new[] { 12 })]
    public void CheckpointsComeEverySoManyEpochsAndAtTheEnd(int every, int[] expected)
    {
        _ = Train("adam", s_options with { Checkpoints = In("run") with { EveryEpochs = every } });

        Assert.Equal(expected.Select(step => $"checkpoint-{step:D6}.safetensors"), Directory.GetFiles(_folder["run"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void RefusesACheckpointOfAnotherTraining()
    {
        StopAfter(5, "adam", s_options, _folder["run"]);
        FitOptions resumed = s_options with { ResumeFrom = new CheckpointStore(_folder["run"]).LoadLatest() };

        void Refuses(string expected, Action train) =>
            Assert.Contains(expected, Assert.Throws<EngineException>(train).Message, StringComparison.Ordinal);

        Refuses("batch size is 16, not 8", () => Train("adam", resumed with { BatchSize = 8 }));
        Refuses("shuffling", () => Train("adam", resumed with { Shuffle = false }));
        Refuses("optimizer is adam, not sgd", () => Train("sgd", resumed));
        Refuses("number of training samples is 49, not 62", () => Train("adam", resumed with { ValidationSplit = 0 }));
        Refuses("SHA-256 of the samples", () => Train("adam", resumed, data: Toy.Data(62, seed: 2)));
        Refuses("seed is 1, not 2", () => Train("adam", resumed, seed: 2));
    }

    [Fact]
    public void RefusesToForgetACallback()
    {
        FitOptions options = s_options with { Callbacks = [new EarlyStopping(patience: 9)] };
        StopAfter(5, "adam", options, _folder["run"]);

        var error = Assert.Throws<EngineException>(() => Train("adam", s_options with { ResumeFrom = new CheckpointStore(_folder["run"]).LoadLatest() }));
        Assert.Contains("EarlyStopping", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALossThatIsNotFiniteNamesTheLastCheckpoint()
    {
        // Small steps at first, then weights that no device can multiply.
        var spoil = new Watch(context =>
        {
            if (context.TotalSteps == 5)
            {
                context.Model.SetWeights(context.Model.GetWeights().Select(weight => new WeightTensor(weight.Name, weight.Shape, Array.ConvertAll(weight.Values.ToArray(), value => value * 1e30f))));
            }
        });

        var error = Assert.Throws<EngineException>(() => Train("sgd", s_options with { Checkpoints = In("run"), Callbacks = [spoil] }));

        Assert.Contains("at step 6 (epoch 2, step 2 of 4)", error.Message, StringComparison.Ordinal);
        Assert.Contains($"The last checkpoint, of the end of epoch 1, is '{In("run").Store.Folder}", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, In("run").Store.LoadLatest()!.Steps);
    }

    [Fact]
    public void ACheckpointNeverHoldsWeightsThatAreNotFinite()
    {
        var spoil = new Watch(context => context.Model.SetWeights(context.Model.GetWeights().Select(weight => new WeightTensor(weight.Name, weight.Shape, new float[weight.Values.Length].Select(_ => float.NaN).ToArray()))));

        var error = Assert.Throws<EngineException>(() => Train("sgd", new FitOptions { BatchSize = 100, Checkpoints = In("run"), Callbacks = [spoil] }));

        Assert.Contains("weights are no longer finite at step 1", error.Message, StringComparison.Ordinal);
        Assert.Null(In("run").Store.LoadLatest());
    }

    private CheckpointOptions In(string name) => new(new CheckpointStore(_folder[name]));

    private void StopAfter(int steps, string optimizer, FitOptions options, string folder)
    {
        using Sequential model = Model(optimizer);
        Assert.Throws<OperationCanceledException>(() => FitUntil(steps, model, options with { Checkpoints = new CheckpointOptions(new CheckpointStore(folder)) { EveryEpochs = null } }));
    }

    private static void FitUntil(int steps, Sequential model, FitOptions options)
    {
        using var source = new CancellationTokenSource();
        if (steps == 0)
        {
            source.Cancel();
        }

        var watch = new Watch(context =>
        {
            if (context.TotalSteps == steps)
            {
                source.Cancel();
            }
        });
        model.Fit(s_data, options with { CancellationToken = source.Token, Callbacks = [.. options.Callbacks, watch] });
    }

    private Outcome Train(string optimizer, FitOptions options, int threads = 2, Dataset? data = null, ulong seed = 1)
    {
        using Sequential model = Model(optimizer, seed, threads);
        return Outcome.Of(model.Fit(data ?? s_data, options), model);
    }

    private Sequential Model(string kind, ulong seed = 1, int threads = 2)
    {
        ComputeDevice device = devices.WithThreads(threads);
        if (kind != "layers that remember")
        {
            return Toy.Model(device, seed, kind switch
            {
                "adam" => new Adam(0.01f),
                "adamw" => new AdamW(0.01f) { Schedule = LearningRateSchedule.Cosine(10), GlobalClipNorm = 1 },
                "sgd" => new Sgd(0.1f),
                _ => new Sgd(0.1f, 0.9f),
            });
        }

        // Moving averages that no optimizer updates, and random numbers by the step.
        var model = new Sequential(device, [4, 4], seed)
        {
            new Flatten(),
            new Dense(19, Activation.Tanh),
            new BatchNormalization(),
            new Dropout(0.3f),
            new Dense(Toy.Classes, Activation.Softmax),
        };
        model.Compile(new RmsProp(0.01f), Loss.SparseCategoricalCrossEntropy);
        return model;
    }

    private static void Same(Outcome expected, Outcome actual)
    {
        Assert.Equal(expected.Weights, actual.Weights);
        Assert.Equal(expected.Epochs, actual.Epochs);
        Assert.Equal(expected.Steps, actual.Steps);
    }

    /// <summary>What must be the same; times are not.</summary>
    private sealed record Outcome(float[] Weights, EpochResult[] Epochs, int Steps)
    {
        public static Outcome Of(History history, Sequential model) =>
            new(Toy.AllWeights(model), [.. history.Epochs.Select(epoch => epoch with { Seconds = 0 })], history.Steps);
    }

    private sealed class Watch(Action<TrainingContext> stepEnd) : Callback
    {
        public override void OnStepEnd(TrainingContext context) => stepEnd(context);
    }
}
