using System.Text.Json;
using Engine.Tests.Data;
using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Callbacks;

public sealed class CallbackTests(ToyDevices devices) : IClassFixture<ToyDevices>, IDisposable
{
    private static readonly FitOptions s_options = new() { Epochs = 3, BatchSize = 20, ValidationSplit = 0.5f };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AreToldOfEverythingInOrder()
    {
        var log = new List<string>();
        Fit(s_options with { Epochs = 2, Callbacks = [new Recorder("a", log), new Recorder("b", log)] });

        Assert.Equal(
            [
                "begin 0/2 0/2 0",
                "epoch 1/2 0/2 0", "step 1/2 1/2 1", "step 1/2 2/2 2", "end 1/2 2/2 2",
                "epoch 2/2 0/2 2", "step 2/2 1/2 3", "step 2/2 2/2 4", "end 2/2 2/2 4",
                "done 2/2 2/2 4",
            ],
            log.Where(line => line[0] == 'a').Select(line => line[2..]));
        Assert.Equal(log.Count(line => line[0] == 'a'), log.Where((line, i) => line[0] == 'b' && log[i - 1][2..] == line[2..]).Count());
    }

    [Fact]
    public void CanEndTheTrainingWithAReason()
    {
        var stop = new Stopper(epoch: 2);
        History history = Fit(s_options with { Callbacks = [stop] });

        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal("enough", history.StopReason);
    }

    [Fact]
    public void AFailureEndsTheTraining() =>
        Assert.Throws<InvalidOperationException>(() => Fit(s_options with { Callbacks = [new Stopper(epoch: 0)] }));

    [Fact]
    public void ModelCheckpointKeepsTheBestAndTheLast()
    {
        float[]? second = null;
        var look = new Look(context => second = context.Epoch == 2 ? Toy.AllWeights(context.Model) : second);

        // What the validation loss is worst at is best here, so the first epoch of a training that learns.
        using Sequential model = Toy.Model(devices.WithThreads(2));
        _ = model.Fit(Toy.Data(80), s_options with
        {
            Callbacks =
            [
                new ModelCheckpoint(_folder["last"]),
                new ModelCheckpoint(_folder["epoch-{epoch}"]),
                new ModelCheckpoint(_folder["best"], "val_loss"),
                new ModelCheckpoint(_folder["worst"], "val_loss", MonitorMode.Max),
                look,
            ],
        });

        Assert.Equal(Toy.AllWeights(model), Weights("last"));
        Assert.Equal(second, Weights("epoch-2"));
        Assert.Equal(Weights("epoch-3"), Weights("best"));
        Assert.Equal(Weights("epoch-1"), Weights("worst"));
    }

    [Fact]
    public void LogsAreThoseOfAnUnbrokenTraining()
    {
        Callback[] Loggers(string name) => [new CsvLogger(_folder[name + ".csv"]), new JsonLogger(_folder[name + ".jsonl"])];
        History history = Fit(s_options with { Callbacks = Loggers("unbroken") });
        var store = new CheckpointStore(_folder["run"]);
        Fit(s_options with { Epochs = 2, Callbacks = Loggers("resumed"), Checkpoints = new CheckpointOptions(store) });
        Fit(s_options with { Callbacks = Loggers("resumed"), ResumeFrom = store.LoadLatest() });

        string[] Figures(string name) => [.. File.ReadAllLines(_folder[name]).Select(line => line[..line.LastIndexOf(',')])];
        Assert.Equal(Figures("unbroken.csv"), Figures("resumed.csv"));
        Assert.Equal(Figures("unbroken.jsonl"), Figures("resumed.jsonl"));
        JsonElement last = JsonDocument.Parse(File.ReadAllLines(_folder["unbroken.jsonl"])[^1]).RootElement;
        Assert.Equal(history.Epochs[^1].ValidationLoss, last.GetProperty("val_loss").GetDouble());
        Assert.Equal(["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"], last.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void JsonHasNullWhereThereIsNoFigure()
    {
        Fit(s_options with { ValidationSplit = 0, Epochs = 1, Callbacks = [new JsonLogger(_folder["log"])] });

        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(File.ReadAllText(_folder["log"])).RootElement.GetProperty("val_loss").ValueKind);
    }

    [Fact]
    public void SeveralOfAKindKeepTheirOwnState()
    {
        var store = new CheckpointStore(_folder["run"]);
        Fit(s_options with { Epochs = 2, Callbacks = [new Counter(1), new Counter(10)], Checkpoints = new CheckpointOptions(store) });
        Counter[] resumed = [new(1), new(10)];
        Fit(s_options with { Callbacks = resumed, ResumeFrom = store.LoadLatest() });

        Assert.Equal([3, 30], resumed.Select(counter => counter.Sum));
    }

    private History Fit(FitOptions options)
    {
        using Sequential model = Toy.Model(devices.WithThreads(2));
        return model.Fit(Toy.Data(80), options);
    }

    private float[] Weights(string name)
    {
        using Sequential model = Toy.Model(devices.WithThreads(2), seed: 9);
        model.Load(_folder[name]);
        return Toy.AllWeights(model);
    }

    private sealed class Recorder(string name, List<string> log) : Callback
    {
        public override void OnTrainBegin(TrainingContext context) => Log("begin", context);

        public override void OnEpochBegin(TrainingContext context) => Log("epoch", context);

        public override void OnStepEnd(TrainingContext context) => Log("step", context);

        public override void OnEpochEnd(TrainingContext context, EpochResult result)
        {
            Assert.Equal(context.Epoch, result.Epoch);
            Assert.Same(result, context.History[^1]);
            Log("end", context);
        }

        public override void OnTrainEnd(TrainingContext context) => Log("done", context);

        private void Log(string what, TrainingContext context) =>
            log.Add($"{name} {what} {context.Epoch}/{context.Epochs} {context.Step}/{context.StepsPerEpoch} {context.TotalSteps}");
    }

    private sealed class Stopper(int epoch) : Callback
    {
        public override void OnEpochBegin(TrainingContext context)
        {
            if (epoch == 0)
            {
                throw new InvalidOperationException("of its own");
            }

            if (context.Epoch == epoch)
            {
                context.Stop("enough");
                context.Stop("too late");
            }
        }
    }

    private sealed class Look(Action<TrainingContext> epochEnd) : Callback
    {
        public override void OnEpochEnd(TrainingContext context, EpochResult result) => epochEnd(context);
    }

    private sealed class Counter(int amount) : Callback
    {
        public double Sum { get; private set; }

        public override void OnTrainBegin(TrainingContext context) => Sum = 0;

        public override void OnEpochEnd(TrainingContext context, EpochResult result) => Sum += amount;

        public override void Save(CallbackState state) => state.Set("sum", Sum);

        public override void Restore(CallbackState state) => Sum = state.GetNumber("sum");
    }
}
