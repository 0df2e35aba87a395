using Xunit;

namespace Engine.Tests.Checkpoints;

/// <summary>Whatever happens while a checkpoint is saved, there is always a whole one.</summary>
public sealed class CheckpointStoreTests
{
    private const string Folder = "run";

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>()];

    [Fact]
    public void KeepsTheLastTwo()
    {
        var files = new FaultyFiles();
        var store = new CheckpointStore(Folder, files);
        Assert.Null(store.LoadLatest());

        foreach (int steps in (int[])[7, 20, 123, 1_000_000])
        {
            Assert.Equal(Path.Combine(Folder, $"checkpoint-{steps:D6}.safetensors"), store.Save(SampleCheckpoints.After(steps)));
            Assert.Equal(steps, store.LoadLatest()!.Steps);
        }

        Assert.Equal(["checkpoint-000123.safetensors", "checkpoint-1000000.safetensors"], files.Names);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void AnyOperationMayGoWrong(Fault fault)
    {
        int operations = OperationsOfOneSave();
        Assert.InRange(operations, 9, 40);
        for (int i = 0; i < operations; i++)
        {
            var (files, store) = WithTwo();
            files.Disturb(i, fault);
            bool saved = Saves(store, 30);

            files.Restart();
            var reopened = new CheckpointStore(Folder, files);
            int found = reopened.LoadLatest(notice => Assert.Fail($"operation {i}: {notice}"))!.Steps;
            Assert.True(found == 30 || (found == 20 && !saved), $"operation {i}: step {found} after a save that {(saved ? "went well" : "failed")}");
            Assert.True(files.Names.Count(name => name.EndsWith(".safetensors", StringComparison.Ordinal)) >= 2, $"operation {i}: only one checkpoint is left");

            // The training that is resumed from there saves as ever, and cleans up.
            Assert.True(Saves(reopened, 30) && Saves(reopened, 40));
            Assert.Equal(40, reopened.LoadLatest()!.Steps);
            Assert.Equal(["checkpoint-000030.safetensors", "checkpoint-000040.safetensors"], files.Names);
        }
    }

    [Fact]
    public void AnyTornPrefixOfTheLastFallsBackToTheOneBefore()
    {
        var (files, store) = WithTwo();
        string path = Path.Combine(Folder, "checkpoint-000020.safetensors");
        byte[] whole = files.Read(path);
        for (int length = 0; length < whole.Length; length++)
        {
            files.Write(path, whole[..length]);
            var notices = new List<string>();

            Assert.Equal(10, store.LoadLatest(notices.Add)!.Steps);
            Assert.Contains("checkpoint-000020", Assert.Single(notices), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GoingOnFromAnOlderOneRemovesTheLaterOnes()
    {
        var (files, store) = WithTwo();
        files.Write(Path.Combine(Folder, "checkpoint-000020.safetensors"), [1, 2, 3]);

        store.Save(SampleCheckpoints.After(15));

        Assert.Equal(["checkpoint-000010.safetensors", "checkpoint-000015.safetensors"], files.Names);
    }

    [Fact]
    public void SaysSoIfNoneIsWhole()
    {
        var (files, store) = WithTwo();
        foreach (string name in files.Names.ToArray())
        {
            files.Write(Path.Combine(Folder, name), []);
        }

        Assert.Contains("None of the checkpoints", Assert.Throws<EngineException>(() => store.LoadLatest()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LeavesOtherFilesAlone()
    {
        var (files, store) = WithTwo();
        string[] others = ["checkpoint-7.safetensors", "checkpoint-000001.txt", "checkpoint-best.safetensors", "model.safetensors", "notes.tmp"];
        foreach (string name in others)
        {
            files.Write(Path.Combine(Folder, name), [1]);
        }

        store.Save(SampleCheckpoints.After(30));
        Assert.Equal(30, store.LoadLatest()!.Steps);
        store.Clear();

        Assert.Equal(others.Order(StringComparer.Ordinal), files.Names);
    }

    private static (FaultyFiles Files, CheckpointStore Store) WithTwo()
    {
        var files = new FaultyFiles();
        var store = new CheckpointStore(Folder, files);
        store.Save(SampleCheckpoints.After(10));
        store.Save(SampleCheckpoints.After(20));
        return (files, store);
    }

    private static int OperationsOfOneSave()
    {
        var (files, store) = WithTwo();
        int before = files.Operations;
        store.Save(SampleCheckpoints.After(30));
        return files.Operations - before;
    }

    private static bool Saves(CheckpointStore store, int steps)
    {
        try
        {
            store.Save(SampleCheckpoints.After(steps));
            return true;
        }
        catch (EngineException)
        {
            return false;
        }
    }
}
