using System.Xml.Linq;
using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class BarChartTests
{
    [Fact]
    public void BarsAreAsLongAsTheirValuesAndSayThem()
    {
        XElement svg = ChartXml.Parse(Chart(("a", 0.5), ("b", 1), ("none", double.NaN), ("zero", 0)));

        double[] lengths = [.. ChartXml.All(svg, "rect", "s0").Select(bar => (double)bar.Attribute("width")!)];
        Assert.Equal(lengths[1], 2 * lengths[0], 1);
        Assert.Equal([0, 0], lengths[2..]);
        Assert.Equal(["a: 0.50", "b: 1.00", "none: NaN", "zero: 0.00"], ChartXml.All(svg, "rect", "s0").Select(bar => bar.Value));
        Assert.Contains("F1 (0 to 1)", ChartXml.Texts(svg));
    }

    [Fact]
    public void NoBarsAndLongNamesAreNoError()
    {
        ChartXml.Parse(Chart());
        ChartXml.Parse(Chart((new string('W', 100), 123_456_789)));
    }

    private static BarChart Chart(params (string, double)[] bars) => new() { Title = "Bars", ValueLabel = "F1 (0 to 1)", Format = "F2", Bars = bars };
}
