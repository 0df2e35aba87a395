using System.Text;
using System.Text.Json;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class DatasetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ListSaysWhatThereIsAndWhere()
    {
        IdxSamples.WriteAll(_folder, below: "mnist");
        var environment = new Dictionary<string, string?> { ["ENGINE_DATA_DIR"] = _folder.Path };

        EngineCli.Result table = EngineCli.Run(["datasets"], environment);
        EngineCli.Result lines = EngineCli.Run(["datasets", "list", "--json"], environment);

        Assert.Equal(0, table.ExitCode);
        Assert.Contains(table.OutputLines, line => line.StartsWith("mnist", StringComparison.Ordinal) && line.Contains(_folder["mnist"], StringComparison.Ordinal));
        Assert.Contains(table.OutputLines, line => line.StartsWith("cifar10", StringComparison.Ordinal) && line.Contains("not here (162.17 MB to fetch)", StringComparison.Ordinal));
        JsonElement[] sets = [.. lines.OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["mnist", "fashion-mnist", "cifar10", "synthetic-digits"], sets.Select(set => set.GetProperty("name").GetString()));
        Assert.Equal(_folder["mnist"], sets[0].GetProperty("folder").GetString());
        Assert.Equal(JsonValueKind.Null, sets[1].GetProperty("folder").ValueKind);
    }

    [Fact]
    public void ShowPrintsCountsAndPictures()
    {
        IdxSamples.WriteAll(_folder);

        EngineCli.Result result = EngineCli.Run("datasets", "show", "mnist", "--data-dir", _folder.Path, "--count", "2", "--plot", _folder["grid.svg"]);
        EngineCli.Result pictures = EngineCli.Run("datasets", "show", "mnist", "--data-dir", _folder.Path, "--count", "2");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("mnist: 5 training samples, 3 test samples", result.OutputLines[0]);
        Assert.Contains("<image", File.ReadAllText(_folder["grid.svg"]), StringComparison.Ordinal);
        int caption = Array.FindIndex(pictures.OutputLines, line => line.StartsWith("The first 2", StringComparison.Ordinal)) + 1;
        Assert.Matches("^0 +1$", pictures.OutputLines[caption]);

        // Pixel i of the sample is 7 i mod 256: the means of rows 0 and 1 are 98, 105, ..., 154, then 33.
        Assert.StartsWith("-====+++*.", pictures.OutputLines[caption + 1], StringComparison.Ordinal);
        Assert.Equal(caption + 1 + 14, pictures.OutputLines.Length);
    }

    [Fact]
    public void FetchRefusesWhatIsNotThePublishedFile()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.Ok([1, 2, 3]));

        EngineCli.Result result = EngineCli.Run(["datasets", "fetch", "cifar10"], new Dictionary<string, string?>
        {
            ["ENGINE_DATA_URL"] = server.Address.ToString(),
            ["XDG_CACHE_HOME"] = _folder.Path,
        });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("expected c32a1d4ab5d03f1284b67883e8d87530", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["/cifar10/cifar-10-binary.tar.gz"], server.Requests);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void TrainsOnFilesOfTheUserAndEvaluatesThem()
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i % 2 == 0 ? 1 : -1)}.5,{i % 7},{(i % 2 == 0 ? "even" : "odd")}\n"));
        string file = _folder.Write("numbers.csv", Encoding.UTF8.GetBytes("sign,noise,parity\n" + rows));
        string run = _folder["run"];

        EngineCli.Result train = EngineCli.Run("train", "--dataset", file, "--label-column", "parity", "--model", "softmax", "--learning-rate", "0.1", "--batch-size", "4", "--output", run, "--accelerator", "cpu");
        EngineCli.Result evaluate = EngineCli.Run("evaluate", "--run", run, "--json", "--accelerator", "cpu");

        Assert.Equal(("", 0), (train.Errors, train.ExitCode));
        Assert.Contains("Data: numbers, 48 training images, 12 test images", train.Output, StringComparison.Ordinal);
        JsonElement test = JsonDocument.Parse(evaluate.OutputLines[0]).RootElement;
        Assert.Equal(1, test.GetProperty("accuracy").GetDouble());
        JsonElement config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "config.json"))).RootElement;
        Assert.Equal((file, "parity", "even"), (config.GetProperty("datasetPath").GetString(), config.GetProperty("labelColumn").GetString(), config.GetProperty("classNames")[0].GetString()));
    }

    [Fact]
    public void SummaryTakesItsShapesFromFilesToo()
    {
        string file = _folder.Write("x.npz", NpySamples.Npz());

        EngineCli.Result result = EngineCli.Run("summary", "--model", "softmax", "--dataset", file);

        Assert.Contains("Model: softmax for x", result.Output, StringComparison.Ordinal);
        Assert.Contains("(None, 6)", result.Output, StringComparison.Ordinal);
        Assert.Contains("Total params: 21 ", result.Output, StringComparison.Ordinal);
    }
}
