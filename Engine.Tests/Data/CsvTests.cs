using System.Text;
using Engine.Data;
using Xunit;

namespace Engine.Tests.Data;

public sealed class CsvTests
{
    [Fact]
    public void ReadsFieldsInQuotes()
    {
        var reader = new CsvReader("\uFEFF\r\na,\"b,c\",\"d\"\"e\nf\"\r\n\n,\"\",x\ry\n\"\"\"\""u8.ToArray(), "x.csv");
        var fields = new List<ReadOnlyMemory<byte>>();

        Assert.True(reader.Read(fields));
        Assert.Equal(["a", "b,c", "d\"e\nf"], Text());
        Assert.True(reader.Read(fields));
        Assert.Equal(["", "", "x\ry"], Text());
        Assert.True(reader.Read(fields));
        Assert.Equal(["\""], Text());
        Assert.False(reader.Read(fields));

        IEnumerable<string> Text() => fields.Select(field => Encoding.UTF8.GetString(field.Span));
    }

    [Fact]
    public void ReadsFloatsAndNames()
    {
        var (train, test) = Read("length,width,\"species, Latin\"\n1.5,-2,virginica\n3e-1,0.25,setosa\n7,8,setosa\n9,1,\"setosa\"\n2,2,virginica\n", label: "species, Latin");

        Assert.Equal((4, 1, 2), (train.Count, test.Count, train.ClassCount));
        Assert.Equal([2], train.InputShape);
        Assert.Equal(["setosa", "virginica"], train.ClassNames!);
        Dataset all = train.Count == 4 ? train : test;
        Assert.Equal(5, Rows(all).Concat(Rows(test)).Distinct().Count());
        Assert.Contains((1.5f, -2f, (byte)1), Rows(train).Concat(Rows(test)));
        Assert.Contains((0.3f, 0.25f, (byte)0), Rows(train).Concat(Rows(test)));
    }

    [Fact]
    public void TheOrderIsMixedAndAlwaysTheSame()
    {
        string text = string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}.5,{i / 50}\n"));

        var (train, test) = Read(text, label: "1");

        Assert.Equal((80, 20), (train.Count, test.Count));
        Assert.Equal(Read(text, label: "1").Train.Features.ToArray(), train.Features.ToArray());
        Assert.InRange(train.Labels.ToArray().Take(40).Count(label => label == 1), 10, 30);
        Assert.InRange(test.Labels.ToArray().Count(label => label == 1), 3, 17);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i + 0.5f), train.Features.ToArray().Concat(test.Features.ToArray()).Order());
    }

    [Fact]
    public void WholeNumbersUpTo255ArePixels()
    {
        var (train, _) = Read("label,p0,p1\n3,0,255\n0,12,128\n1,7,7\n");

        Assert.False(train.HasFeatures);
        Assert.Equal(4, train.ClassCount);
        Assert.True(Read("label,p0,p1\n3,0,255\n0,12,256\n1,7,7\n").Train.HasFeatures);
        Assert.True(Read("label,p0,p1\n3,0,100\n0,12,1\n1,7,7\n").Train.HasFeatures);
    }

    [Fact]
    public void TrainAndTestMayBeTwoFiles()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.csv", "a,class\n1.5,cat\n2.5,dog\n"u8.ToArray());
        folder.Write("test.csv", "a,class\n3.5,emu\n4.5,dog\n"u8.ToArray());

        var (train, test) = Datasets.FromPath(folder.Path);

        Assert.Equal(["cat", "dog", "emu"], test.ClassNames!);
        Assert.Equal([3.5f, 4.5f], test.Features.ToArray());
        Assert.Equal([2, 1], test.Labels.ToArray());
        Assert.Equal([1.5f, 2.5f], train.Features.ToArray().Order());
    }

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData("a,b\n1,2\n", null, "--label-column")]
    [InlineData("label,class\n1,2\n", null, "several columns")]
    [InlineData("label\n1\n", null, "one field")]
    [InlineData("label,a\n", null, "no records")]
    [InlineData("label,a\n1,2\n", null, "one record")]
    [InlineData("label,a\n1,2\n1,2,3\n", null, "3 fields; 2 were expected")]
    [InlineData("label,a\n1,2\n1,x\n", null, "record 2, column a: 'x'")]
    [InlineData("label,a\n1,2\n1,\n", null, "column a: ''")]
    [InlineData("label,a\n1,2\n1,inf\n", null, "'inf' is no finite")]
    [InlineData("label,a\n1,2\n1,1e99\n", null, "'1e99' is no finite")]
    [InlineData("label,a\n1,\"2\n", null, "does not end")]
    [InlineData("label,a\n1,2\"\n", null, "quote stands within")]
    [InlineData("label,a\n1,\"2\"3\n", null, "after a field")]
    public void SaysWhatIsWrong(string text, string? label, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(text, label));

        Assert.StartsWith("'x.csv', offset ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTextThatIsNotUtf8()
    {
        var error = Assert.Throws<DataFormatException>(() => Read([0xff, (byte)',', (byte)'1'], "0"));

        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTooManyClassesAndUnknownColumns()
    {
        string many = "label,a\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i}.5,1\n"));
        Assert.Contains("300 different values", Assert.Throws<DataFormatException>(() => Read(many)).Message, StringComparison.Ordinal);

        string message = Assert.Throws<EngineException>(() => Read("a,b\n1,2\n", label: "c")).Message;
        Assert.Contains("no column 'c'", message, StringComparison.Ordinal);
        Assert.Contains("a, b", message, StringComparison.Ordinal);
    }

    private static (Dataset Train, Dataset Test) Read(string text, string? label = null) => Read(Encoding.UTF8.GetBytes(text), label);

    private static (Dataset Train, Dataset Test) Read(byte[] text, string? label) =>
        CsvDataset.Read(new DataStream(new MemoryStream(text), "x.csv"), "x", new FileDatasetOptions { LabelColumn = label });

    private static IEnumerable<(float, float, byte)> Rows(Dataset data) =>
        Enumerable.Range(0, data.Count).Select(i => (data.Features.Span[2 * i], data.Features.Span[(2 * i) + 1], data.Labels.Span[i]));
}
