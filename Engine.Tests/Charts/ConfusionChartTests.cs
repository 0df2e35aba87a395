using System.Globalization;
using System.Xml.Linq;
using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class ConfusionChartTests
{
    private static readonly string[] s_names = ["Hat", "T-shirt & top", "Shoe"];

    [Fact]
    public void ShowsCountsNamesAndMistakes()
    {
        XElement svg = ChartXml.Parse(new ConfusionChart
        {
            Title = "Confusion",
            Matrix = new ConfusionMatrix([0, 0, 0, 1, 1, 2, 2, 2], [0, 0, 0, 1, 0, 2, 2, 2], 3),
            ClassNames = s_names,
        });

        string[] texts = ChartXml.Texts(svg);
        Assert.Contains("True class", texts);
        Assert.Contains("Predicted class", texts);
        Assert.All(s_names, name => Assert.Equal(2, texts.Count(text => text == name)));
        Assert.Equal(["3", "0", "0", "1", "1", "0", "0", "0", "3"], texts.Where(text => text.All(char.IsDigit)));
        Assert.Equal("T-shirt & top taken for Hat: 1 (50.0 % of T-shirt & top)", Assert.Single(ChartXml.All(svg, "rect", "wrong")).Value);
        Assert.Equal(3, ChartXml.All(svg, "rect", "right").Length);
        Assert.EndsWith("7 of 8 samples (87.50 %) are right. The most frequent mistake is T-shirt & top taken for Hat: 1.", svg.Element(ChartXml.Svg + "desc")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(256)]
    public void AnyNumberOfClassesFits(int classes)
    {
        byte[] all = [.. Enumerable.Range(0, classes).Select(c => (byte)c)];
        XElement svg = ChartXml.Parse(new ConfusionChart { Title = "t", Matrix = new ConfusionMatrix(all, all, classes), ClassNames = [.. all.Select(c => new string('W', 3 + c))] });

        Assert.Equal(classes, ChartXml.All(svg, "rect", "right").Length);
        Assert.All(ChartXml.All(svg, "rect", "right"), cell => Assert.InRange(double.Parse(cell.Attribute("fill-opacity")!.Value, CultureInfo.InvariantCulture), 0.99, 1));
    }

    [Fact]
    public void ClassesWithoutSamplesAreNoError() =>
        ChartXml.Parse(new ConfusionChart { Title = "t", Matrix = new ConfusionMatrix([], [], 4) });
}
