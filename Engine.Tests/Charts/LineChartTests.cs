using System.Xml.Linq;
using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class LineChartTests
{
    [Fact]
    public void NamesTitleAxesAndLines()
    {
        XElement svg = ChartXml.Parse(Chart([(1, 0.5), (2, 0.75), (3, 0.8)], [(1, 0.4), (2, 0.5), (3, 0.9)]));

        string[] texts = ChartXml.Texts(svg);
        foreach (string expected in new[] { "Some title", "Epoch", "Accuracy", "training", "validation", "1", "2", "3", "0.4", "0.9" })
        {
            Assert.Contains(expected, texts);
        }

        // A marker in the legend and one for each point.
        Assert.Equal(4, ChartXml.All(svg, "circle", "s0").Length);
        Assert.Equal(4, ChartXml.All(svg, "rect", "s1").Length);
        Assert.Contains(svg.Descendants(ChartXml.Svg + "title"), title => title.Value == "validation, Epoch 3: 0.9");
    }

    [Fact]
    public void PointsLieWhereTheTicksSay()
    {
        XElement svg = ChartXml.Parse(Chart([(1, 0), (2, 1), (3, 0.5)]));
        XElement[] points = ChartXml.All(svg, "circle", "s0")[1..];
        double[] grid = [.. ChartXml.All(svg, "line", "grid").Select(line => (double)line.Attribute("y1")!)];

        Assert.Equal(grid[0], (double)points[0].Attribute("cy")!);
        Assert.Equal(grid[^1], (double)points[1].Attribute("cy")!);
        Assert.Equal((grid[0] + grid[^1]) / 2, (double)points[2].Attribute("cy")!, 1);
        double[] x = [.. points.Select(point => (double)point.Attribute("cx")!)];
        Assert.Equal(x[1] - x[0], x[2] - x[1], 1);
    }

    [Fact]
    public void ValuesThatAreNoNumbersLeaveGaps()
    {
        XElement svg = ChartXml.Parse(Chart([(1, 0.5), (2, double.NaN), (3, double.PositiveInfinity), (4, 0.7)]));

        string path = ChartXml.All(svg, "path", "line").Single().Attribute("d")!.Value;
        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.Equal(0, path.Count(c => c == 'L'));
    }

    [Fact]
    public void NoPointsOnePointAndManyAreNoError()
    {
        ChartXml.Parse(Chart([]));
        ChartXml.Parse(Chart([(1, 0.3)]));
        XElement many = ChartXml.Parse(Chart([.. Enumerable.Range(1, 1000).Select(i => ((double)i, 1.0 / i))]));
        Assert.Single(ChartXml.All(many, "circle"));
    }

    [Fact]
    public void MoreLinesThanColoursAreRefused() =>
        Assert.Throws<EngineException>(() => Chart([], [], [], [], []).ToSvg());

    private static LineChart Chart(params (double X, double Y)[][] lines)
    {
        string[] names = ["training", "validation", "third", "fourth", "fifth"];
        return new LineChart { Title = "Some title", XLabel = "Epoch", YLabel = "Accuracy", Series = [.. lines.Select((points, i) => new ChartSeries(names[i], points))] };
    }
}
