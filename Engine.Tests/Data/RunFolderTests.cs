using Engine.Runs;
using Xunit;

namespace Engine.Tests.Data;

public sealed class RunFolderTests : IDisposable
{
    private static readonly RunConfig s_config = new()
    {
        Dataset = "mnist",
        InputShape = [28, 28],
        Classes = 10,
        Model = "mlp:16",
        Activation = Activation.Sigmoid,
        Optimizer = "sgd",
        LearningRate = 0.01f,
        Momentum = 0.9f,
        BatchSize = 64,
        Epochs = 3,
        ValidationSplit = 0.2f,
        Shuffle = false,
        Limit = 1000,
        Seed = ulong.MaxValue,
        Accelerator = "cpu",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadsBackTheConfiguration()
    {
        RunConfig config = Finished().Config;

        Assert.Equal(s_config.InputShape, config.InputShape);
        Assert.Equal(s_config, config with { InputShape = s_config.InputShape });
    }

    [Fact]
    public void HistoryHasALineForEachEpoch()
    {
        RunFolder run = RunFolder.Prepare(_folder["run"]);
        run.WriteHistory([new EpochResult(1, 0.5, 0.25, null, null, 1.5), new EpochResult(2, 0.1, 0.9, 1.0 / 3, 0.875, 2)]);

        Assert.Equal(
            "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,0.5,0.25,,,1.500\n2,0.1,0.9,0.3333333333333333,0.875,2.000\n",
            File.ReadAllText(_folder["run", "history.csv"]));
    }

    [Fact]
    public void ANewRunRemovesTheOldResults()
    {
        RunFolder run = Finished().Folder;

        RunFolder.Prepare(run.Path).Begin(s_config);

        Assert.False(File.Exists(run.ModelPath));
        Assert.Throws<EngineException>(() => RunFolder.Open(run.Path));
    }

    [Fact]
    public void RefusesAFolderWithOtherFiles()
    {
        _folder.Write("run/thesis.txt", [1]);

        Assert.Contains("not of a run", Assert.Throws<EngineException>(() => RunFolder.Prepare(_folder["run"])).Message, StringComparison.Ordinal);
        Assert.Contains("is a file", Assert.Throws<EngineException>(() => RunFolder.Prepare(_folder["run", "thesis.txt"])).Message, StringComparison.Ordinal);
        Assert.Contains("Cannot write", Assert.Throws<EngineException>(() => RunFolder.Prepare(_folder["run", "thesis.txt", "below"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnusedNewFolderIsRemoved()
    {
        RunFolder.Prepare(_folder["run"]).DiscardIfUnused();
        Assert.False(Directory.Exists(_folder["run"]));

        Directory.CreateDirectory(_folder["mine"]);
        RunFolder.Prepare(_folder["mine"]).DiscardIfUnused();
        Assert.True(Directory.Exists(_folder["mine"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"format":2}""")]
    [InlineData("""{"dataset":1}""")]
    public void RefusesAMalformedConfiguration(string content)
    {
        RunFolder run = Finished().Folder;
        File.WriteAllText(_folder["run", "config.json"], content);

        var error = Assert.Throws<DataFormatException>(() => RunFolder.Open(run.Path));
        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 7", "format is 7")]
    [InlineData("\"classes\": 10", "\"classes\": 0", "describe no model")]
    [InlineData("28", "-28", "describe no model")]
    [InlineData("\"sigmoid\"", "2", "not a run configuration")]
    [InlineData("\"sigmoid\"", "\"swish\"", "not a run configuration")]
    [InlineData("\"seed\"", "\"sede\"", "not a run configuration")]
    [InlineData("\"seed\": 18446744073709551615", "\"seed\": -1", "not a run configuration")]
    [InlineData("\"model\": \"mlp:16\"", "\"model\": null", "not a run configuration")]
    public void RefusesValuesThatCannotBe(string old, string changed, string expected)
    {
        RunFolder run = Finished().Folder;
        string path = _folder["run", "config.json"];
        string text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal));

        Assert.Contains(expected, Assert.Throws<DataFormatException>(() => RunFolder.Open(run.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("softmax", new int[0])]
    [InlineData("mlp:1", new[] { 1 })]
    [InlineData("mlp:256,128,1048576", new[] { 256, 128, 1048576 })]
    public void ReadsModels(string text, int[] units)
    {
        ModelSpec spec = ModelSpec.Parse(text);

        Assert.Equal(units, spec.HiddenUnits);
        Assert.Equal(text, spec.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Softmax")]
    [InlineData("mlp")]
    [InlineData("mlp:")]
    [InlineData("mlp:-3")]
    [InlineData("mlp:0")]
    [InlineData("mlp:1,")]
    [InlineData("mlp:1, 2")]
    [InlineData("mlp:1.5")]
    [InlineData("mlp:1048577")]
    [InlineData("mlp:99999999999")]
    public void RefusesOtherModels(string text) => Assert.Throws<EngineException>(() => ModelSpec.Parse(text));

    private (RunFolder Folder, RunConfig Config) Finished()
    {
        RunFolder run = RunFolder.Prepare(_folder["run"]);
        run.Begin(s_config);
        Safetensors.Write(run.ModelPath, []);
        return RunFolder.Open(run.Path);
    }
}
