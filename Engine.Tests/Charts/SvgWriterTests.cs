using System.Xml.Linq;
using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class SvgWriterTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.001, "0")]
    [InlineData(1.004, "1")]
    [InlineData(1234567.891, "1234567.89")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(1e21, "1000000000000000000000")]
    public void NumbersHaveTwoDecimalsAndNoExponent(double value, string expected) => Assert.Equal(expected, SvgWriter.Number(value));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void NumbersThatAreNonePositionNothing(double value) => Assert.Throws<ArgumentException>(() => SvgWriter.Number(value));

    [Fact]
    public void TextComesBackFromAnXmlParserAsItWas()
    {
        const string Text = "<b> & \"quotes\" 'single' ü 漢 😀 ]]>";
        var svg = new SvgWriter();
        svg.Start("g", ("data-name", Text));
        svg.Text(1, 2, Text, "dim");
        svg.Rectangle(0, 0, 1, 1, "axis", Text);
        svg.End();

        XElement group = XElement.Parse(svg.ToString());

        Assert.Equal(Text, group.Attribute("data-name")!.Value);
        Assert.Equal(Text, group.Element("text")!.Value);
        Assert.Equal(Text, group.Element("rect")!.Element("title")!.Value);
    }

    [Fact]
    public void CharactersThatXmlForbidsAreReplaced()
    {
        string escaped = SvgWriter.Escape("a\0b\u001Bc\ud800d\uFFFEe");

        Assert.Equal("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe", escaped);
        Assert.Equal(escaped, XElement.Parse($"<t>{escaped}</t>").Value);
    }

    [Fact]
    public void AnElementLeftOpenIsAnError()
    {
        var svg = new SvgWriter();
        svg.Start("g");

        Assert.Throws<InvalidOperationException>(svg.ToString);
    }

    [Fact]
    public void TextIsCutToItsWidthAndItsTitleSaysAllOfIt()
    {
        const string Long = "a name that is far too long for its place";
        var svg = new SvgWriter();
        svg.TextWithin(0, 0, Long, 80);

        XElement text = XElement.Parse(svg.ToString());

        Assert.Equal(Long, text.Element("title")!.Value);
        string shown = text.Nodes().OfType<XText>().Single().Value;
        Assert.EndsWith("…", shown, StringComparison.Ordinal);
        Assert.StartsWith(shown[..^1], Long, StringComparison.Ordinal);
        Assert.InRange(ChartText.Width(shown), 40, 80);
        Assert.Equal("short", ChartText.Fit("short", 80));
    }
}
