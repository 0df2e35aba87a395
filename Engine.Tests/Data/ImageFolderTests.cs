using Xunit;

namespace Engine.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ClassesAreFoldersAndAShareIsHeldBack()
    {
        foreach (int i in Enumerable.Range(0, 10))
        {
            Picture($"dogs/{i}.png", 4, 3, (byte)i);
            Picture($"cats/{i}.PGM", 4, 3, (byte)(100 + i));
        }

        _folder.Write("cats/notes.txt", [1]);
        Picture(".hidden/1.png", 9, 9, 0);

        var (train, test) = Datasets.FromPath(_folder.Path, new FileDatasetOptions { TestSplit = 0.3f });

        Assert.Equal([3, 4], train.InputShape);
        Assert.Equal(["cats", "dogs"], train.ClassNames!);
        Assert.Equal((14, 6), (train.Count, test.Count));
        Assert.Equal([0, 0, 0, 1, 1, 1], test.Labels.ToArray());
        byte[] firsts = [.. Firsts(train), .. Firsts(test)];
        Assert.Equal(Enumerable.Range(0, 10).Concat(Enumerable.Range(100, 10)).Select(value => (byte)value), firsts.Order());
        Assert.All(Firsts(train).Zip(train.Labels.ToArray()), pair => Assert.Equal(pair.First < 100 ? 1 : 0, pair.Second));
        Assert.NotEqual(train.Labels.ToArray().Order(), train.Labels.ToArray());
        Assert.Equal(Firsts(train), Firsts(Datasets.FromPath(_folder.Path, new FileDatasetOptions { TestSplit = 0.3f }).Train));
    }

    [Fact]
    public void TrainAndTestFoldersAreKeptApart()
    {
        Picture("train/a/1.png", 2, 2, 10);
        Picture("train/b/1.png", 2, 2, 20);
        Picture("test/b/1.png", 2, 2, 30);

        var (train, test) = Datasets.FromPath(_folder.Path);

        Assert.Equal(2, train.Count);
        Assert.Equal([30], Firsts(test));
        Assert.Equal([1], test.Labels.ToArray());
        Assert.Equal(2, test.ClassCount);
    }

    [Fact]
    public void OneColouredPictureColoursAll()
    {
        Picture("train/a/1.png", 2, 1, 10);
        ImageFile.Write(Path.Combine(Directory.CreateDirectory(_folder["test", "a"]).FullName, "1.png"), new RasterImage(2, 1, 3, new byte[] { 1, 2, 3, 4, 5, 6 }));

        var (train, test) = Datasets.FromPath(_folder.Path);

        Assert.Equal([1, 2, 3], train.InputShape);
        Assert.Equal([10, 10, 10, 10, 10, 10], train.Images.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], test.Images.ToArray());
    }

    [Fact]
    public void SizesMustAgreeUnlessOneIsGiven()
    {
        Picture("train/a/1.png", 2, 2, 10);
        Picture("test/a/1.png", 5, 3, 20);

        string message = Assert.Throws<EngineException>(() => Datasets.FromPath(_folder.Path)).Message;
        Assert.Contains("5 x 3", message, StringComparison.Ordinal);
        Assert.Contains("--image-size", message, StringComparison.Ordinal);

        var (_, test) = Datasets.FromPath(_folder.Path, new FileDatasetOptions { ImageSize = 7 });
        Assert.Equal([7, 7], test.InputShape);
        Assert.All(test.Images.ToArray(), pixel => Assert.Equal(20, pixel));
    }

    [Fact]
    public void SaysWhatIsMissing()
    {
        Assert.Contains("0 folders", Message(_folder.Path), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("no pictures", Message(_folder.Path), StringComparison.Ordinal);
        Directory.Delete(_folder["empty"]);
        Picture("a/1.png", 2, 2, 1);
        Assert.Contains("one picture a class", Message(_folder.Path), StringComparison.Ordinal);
        Picture("test/b/1.png", 2, 2, 1);
        Picture("train/a/1.png", 2, 2, 1);
        Assert.Contains("does not have", Message(_folder.Path), StringComparison.Ordinal);
        _folder.Write("test/b/1.png", [1, 2, 3]);
        Directory.Move(_folder["test", "b"], _folder["test", "a"]);
        Assert.Contains("expected a picture", Message(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsMustSuitTheFiles()
    {
        _folder.Write("x.npz", []);
        _folder.Write("x.txt", []);
        Assert.Contains("--image-size", Message(_folder["x.npz"], new FileDatasetOptions { ImageSize = 28 }), StringComparison.Ordinal);
        Assert.Contains("--label-column", Message(_folder["x.npz"], new FileDatasetOptions { LabelColumn = "y" }), StringComparison.Ordinal);
        Assert.Contains(".npz or .csv", Message(_folder["x.txt"]), StringComparison.Ordinal);
        Assert.Contains("no file or folder", Message(_folder["absent"]), StringComparison.Ordinal);
    }

    private static string Message(string path, FileDatasetOptions? options = null) =>
        Assert.ThrowsAny<EngineException>(() => Datasets.FromPath(path, options)).Message;

    private static byte[] Firsts(Dataset data) => [.. Enumerable.Range(0, data.Count).Select(i => data.Images.Span[i * data.SampleSize])];

    private void Picture(string name, int width, int height, byte value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        ImageFile.Write(_folder[name], new RasterImage(width, height, 1, Enumerable.Repeat(value, width * height).ToArray()));
    }
}
