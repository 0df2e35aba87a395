using Xunit;

namespace Engine.Tests.Data;

public sealed class DatasetSearchTests
{
    [Theory]
    [InlineData("")]
    [InlineData("fashion-mnist")]
    public void FindsFilesInTheFolderOrBelow(string below)
    {
        using var folder = new TemporaryFolder();
        IdxSamples.WriteAll(folder, below: below);

        Assert.Equal(5, Datasets.FashionMnist.Load(new DatasetOptions { DataDirectory = folder.Path }).Train.Count);
    }

    [Fact]
    public void DoesNotTakeOneDataSetForTheOther()
    {
        // Both use the same file names; only the folder tells them apart.
        using var folder = new TemporaryFolder();
        IdxSamples.WriteAll(folder, below: "mnist");

        Assert.Throws<DatasetUnavailableException>(() => Datasets.FashionMnist.Load(new DatasetOptions { DataDirectory = folder["mnist"] }));
        Assert.Equal(5, Datasets.Mnist.Load(new DatasetOptions { DataDirectory = folder["mnist"] }).Train.Count);
    }

    [Fact]
    public void NamesAMissingFolder()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<EngineException>(() => Datasets.Mnist.Load(new DatasetOptions { DataDirectory = folder["absent"] }));

        Assert.Contains(folder["absent"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAMissingFile()
    {
        using var folder = new TemporaryFolder();
        IdxSamples.WriteAll(folder);
        File.Delete(folder[IdxSamples.TrainLabels]);

        var error = Assert.Throws<EngineException>(() => Datasets.Mnist.Load(new DatasetOptions { DataDirectory = folder.Path }));

        Assert.Contains(IdxSamples.TrainLabels, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyFolderIsUnavailableData()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<DatasetUnavailableException>(() => Datasets.Mnist.Load(new DatasetOptions { DataDirectory = folder.Path }));

        Assert.Contains(IdxSamples.TrainImages, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindsFilesInTheCache()
    {
        using var cache = new TemporaryFolder();
        IdxSamples.WriteAll(cache, below: "mnist");

        Assert.Equal(5, Datasets.Mnist.Load(new DatasetOptions { EnvironmentDirectory = null, CacheDirectory = cache.Path, AllowDownload = false }).Train.Count);
    }

    [Fact]
    public void FindsFilesWhereTheEnvironmentSays()
    {
        using var folder = new TemporaryFolder();
        IdxSamples.WriteAll(folder, below: "mnist");

        Assert.Equal(5, Datasets.Mnist.Load(new DatasetOptions { EnvironmentDirectory = folder.Path, AllowDownload = false }).Train.Count);
    }
}
