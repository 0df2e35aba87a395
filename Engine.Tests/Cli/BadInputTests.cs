using System.Buffers.Binary;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Cli;

/// <summary>Work that cannot be done ends with exit code 1, one line that says what to do, and no run folder.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MissingDataFolder() => Fails(["--data-dir", _folder["absent"]], _folder["absent"], "--data-dir");

    [Fact]
    public void DataFolderWithoutData() => Fails(["--data-dir", _folder.Path], _folder.Path, IdxSamples.TrainImages);

    [Fact]
    public void TruncatedGzip() =>
        FailsOn(IdxSamples.TrainImages, IdxSamples.Gzip(IdxSamples.Images(5))[..^20], "truncated");

    [Fact]
    public void WrongMagic() => FailsOn(IdxSamples.TrainImages, IdxSamples.Labels(5), "offset 0", "00000803");

    [Fact]
    public void ImagesAndLabelsThatDisagree() => FailsOn(IdxSamples.TrainLabels, IdxSamples.Labels(4), "4 labels", "5 images");

    [Fact]
    public void AHeaderThatPromisesTooMuch()
    {
        byte[] file = IdxSamples.Images(5);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4), 1u << 31);
        FailsOn(IdxSamples.TrainImages, file, "offset 4", "2147483648");
    }

    [Fact]
    public void ANamedDataSetIsNotReplaced() => Fails([], "mnist is not on this machine", "127.0.0.1", "--data-dir");

    [Fact]
    public void NoSuchAccelerator() => Fails(["--accelerator", "cuda:99"], "CUDA", "cpu", dataset: "synthetic-digits");

    [Theory]
    [InlineData("cuda", "CUDA")]
    [InlineData("opencl", "OpenCL")]
    public void NoAcceleratorOfAKind(string kind, string name)
    {
        Assert.SkipWhen(ComputeDevice.List().Any(device => device.Spec.StartsWith(kind, StringComparison.Ordinal)), $"This machine has one of {name}.");
        Fails(["--accelerator", kind], $"There is no {name} device on this machine: ", "install", "cpu", dataset: "synthetic-digits");
    }

    [Fact]
    public void OutputFolderBelowAFile()
    {
        _folder.Write("file", [1]);
        EngineCli.Result result = Train("synthetic-digits", ["--output", _folder["file", "run"]]);

        AssertFailed(result, _folder["file", "run"]);
    }

    [Fact]
    public void OutputFolderWithOtherFiles()
    {
        _folder.Write("mine/thesis.txt", [1]);
        EngineCli.Result result = Train("synthetic-digits", ["--output", _folder["mine"]]);

        AssertFailed(result, "not of a run");
        Assert.Equal([_folder["mine", "thesis.txt"]], Directory.GetFiles(_folder["mine"]));
    }

    [Fact]
    public void CorruptInitialWeights()
    {
        string weights = _folder.Write("w.safetensors", [9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);
        Fails(["--init", weights], weights, "truncated", dataset: "synthetic-digits");
    }

    [Fact]
    public void InitialWeightsOfAnotherModel()
    {
        Safetensors.Write(_folder["w"], [SafeTensor.FromFloats("dense.kernel", new float[20], 2, 10), SafeTensor.FromFloats("dense.bias", new float[10], 10)]);
        Fails(["--init", _folder["w"], "--model", "softmax"], "dense.kernel", dataset: "synthetic-digits");
    }

    [Fact]
    public void MissingRunFolder()
    {
        EngineCli.Result result = EngineCli.Run("evaluate", "--run", _folder["absent"]);
        AssertFailed(result, _folder["absent"]);
    }

    [Fact]
    public void UnfinishedRunFolder()
    {
        _folder.Write("run/config.json", "{}"u8.ToArray());
        AssertFailed(EngineCli.Run("evaluate", "--run", _folder["run"]), "model.safetensors");
    }

    private static void AssertFailed(EngineCli.Result result, params string[] expected)
    {
        Assert.Equal(1, result.ExitCode);
        string error = Assert.Single(result.ErrorLines);
        Assert.StartsWith("engine-cli: ", error, StringComparison.Ordinal);
        Assert.All(expected, part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    private static EngineCli.Result Train(string dataset, string[] options) =>
        EngineCli.Run(["train", "--dataset", dataset, "--limit", "64", "--epochs", "1", .. options], environment: null);

    private void Fails(string[] options, string expected, string alsoExpected = "", string andExpected = "", string dataset = "mnist")
    {
        EngineCli.Result result = Train(dataset, ["--output", _folder["run"], .. options]);

        AssertFailed(result, expected, alsoExpected, andExpected);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    private void FailsOn(string file, byte[] content, params string[] expected)
    {
        using var data = new TemporaryFolder();
        IdxSamples.WriteAll(data, file, content);

        EngineCli.Result result = Train("mnist", ["--output", _folder["run"], "--data-dir", data.Path]);

        AssertFailed(result, [file, .. expected]);
        Assert.False(Directory.Exists(_folder["run"]));
    }
}
