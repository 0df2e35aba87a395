using System.Text.Json;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class PredictOwnImagesTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ShowsWhatTheModelSawAndHowSureItIs()
    {
        ImageFile.Write(_folder["one.png"], OnPaper(3));
        ImageFile.Write(_folder["two.pgm"], OnPaper(4));

        EngineCli.Result text = run.Succeeds("predict", "--image", _folder["one.png"], _folder["two.pgm"], "--plot", _folder["x.svg"]);
        JsonElement[] lines = [.. run.Succeeds("predict", "--image", _folder["one.png"], _folder["two.pgm"], "--json").OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement[] originals = [.. run.Succeeds("predict", "--start", "3", "--count", "2", "--json").OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];

        Assert.StartsWith(_folder["one.png"] + ", as the model sees it (28 x 28):", text.OutputLines[0], StringComparison.Ordinal);
        Assert.Equal(2 * 3, text.OutputLines.Count(line => line.Contains(" %", StringComparison.Ordinal)));
        Assert.InRange(text.OutputLines.Count(line => line.Contains('@', StringComparison.Ordinal)), 6, 28);
        Assert.Contains("<image", File.ReadAllText(_folder["x.svg"]), StringComparison.Ordinal);
        Assert.Equal([_folder["one.png"], _folder["two.pgm"]], lines.Select(line => line.GetProperty("source").GetString()));

        // The built-in digits are not made quite as MNIST is, so the probabilities differ.
        Assert.Equal(originals.Length, lines.Length);
        Assert.All(lines, line => Assert.Equal(10, line.GetProperty("probabilities").GetArrayLength()));
    }

    [Fact]
    public void WritesThePredictionsOfAnIdxFile()
    {
        byte[] images = Test().Images[..(5 * 784)].ToArray();
        string idx = _folder.Write("five.gz", IdxSamples.Gzip(IdxSamples.Idx([5, 28, 28], images)));

        EngineCli.Result silent = run.Succeeds("predict", "--idx", idx, "--output", _folder["five.csv"]);
        EngineCli.Result table = run.Succeeds("predict", "--idx", idx, "--output", _folder["five.json"], "--count", "2");
        JsonElement[] originals = [.. run.Succeeds("predict", "--count", "5", "--json").OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];

        Assert.Empty(silent.Output);
        Assert.Equal(3, table.OutputLines.Length);
        string[][] csv = [.. File.ReadAllLines(_folder["five.csv"]).Select(line => line.Split(','))];
        JsonElement[] json = [.. JsonDocument.Parse(File.ReadAllBytes(_folder["five.json"])).RootElement.EnumerateArray()];
        Assert.Equal(["source", "class", "name", "probability", "0"], csv[0][..5]);
        Assert.Equal(originals.Select(line => line.GetProperty("class").GetInt32()), csv[1..].Select(row => int.Parse(row[1])));
        Assert.Equal(originals.Select(line => line.GetProperty("class").GetInt32()), json.Select(row => row.GetProperty("class").GetInt32()));
        Assert.Equal(originals[4].GetProperty("probabilities")[7].GetSingle(), float.Parse(csv[5][4 + 7], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void SaysWhatIsWrongWithAFile()
    {
        _folder.Write("bad.png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);
        ImageFile.Write(_folder["blank.pgm"], new RasterImage(40, 40, 1, new byte[1600]));
        _folder.Write("small", IdxSamples.Idx([2, 5, 5], new byte[50]));

        Fails("bad.png", "offset 8", "--image", _folder["bad.png"]);
        Fails("blank.pgm", "nothing", "--image", _folder["blank.pgm"]);
        Fails("small", "5 x 5", "--idx", _folder["small"]);
    }

    private static Dataset Test() => Datasets.SyntheticDigits.Load(trainCount: 1).Test;

    /// <summary>A test image, five times as large, dark on a light page.</summary>
    private static RasterImage OnPaper(int index)
    {
        RasterImage digit = new RasterImage(28, 28, 1, Test().Images.Slice(784 * index, 784)).Scale(140, 140);
        return new RasterImage(140, 140, 1, digit.Pixels.ToArray().Select(ink => (byte)(230 - (ink * 200 / 255))).ToArray());
    }

    private void Fails(string file, string expected, params string[] options)
    {
        EngineCli.Result result = EngineCli.Run(["predict", "--run", run.Path, "--accelerator", "cpu", .. options]);

        Assert.Equal(1, result.ExitCode);
        string error = Assert.Single(result.ErrorLines);
        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
