using System.Xml.Linq;
using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

/// <summary>Reads charts back as XML.</summary>
internal static class ChartXml
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Parses a chart and checks what all charts have: a size, a title, a description, and text within the picture.</summary>
    public static XElement Parse(Chart chart)
    {
        string text = chart.ToSvg();
        Assert.Equal(text, chart.ToSvg());
        return Check(XElement.Parse(text), chart.Title);
    }

    public static XElement Check(XElement svg, string title)
    {
        Assert.Equal(Svg + "svg", svg.Name);
        Assert.Equal(title, svg.Element(Svg + "title")!.Value);
        Assert.NotEmpty(svg.Element(Svg + "desc")!.Value);
        Assert.Contains("prefers-color-scheme:dark", svg.Element(Svg + "style")!.Value, StringComparison.Ordinal);
        double width = (double)svg.Attribute("width")!;
        double height = (double)svg.Attribute("height")!;
        Assert.Equal($"0 0 {width} {height}", svg.Attribute("viewBox")!.Value);
        foreach (XElement element in svg.Descendants(Svg + "text").Where(element => element.Attribute("transform") is null))
        {
            string content = Shown(element);
            string classes = element.Attribute("class")?.Value ?? "";
            double size = classes.Contains("title", StringComparison.Ordinal) ? ChartText.TitleSize
                : classes.Contains("small", StringComparison.Ordinal) ? ChartText.SmallSize
                : ChartText.Size;
            double length = ChartText.Width(content, size);
            double left = (double)element.Attribute("x")! - (classes.Contains("middle", StringComparison.Ordinal) ? length / 2 : classes.Contains("end", StringComparison.Ordinal) ? length : 0);
            Assert.True(left >= -1 && left + length <= width + 1, $"'{content}' runs from {left} to {left + length}, but the picture is {width} wide.");
            Assert.InRange((double)element.Attribute("y")!, size * 0.7, height);
        }

        return svg;
    }

    /// <summary>The texts that people see, in order.</summary>
    public static string[] Texts(XElement svg) =>
        [.. svg.Descendants(Svg + "text").Select(Shown)];

    public static XElement[] All(XElement svg, string element, string? @class = null) =>
        [.. svg.Descendants(Svg + element).Where(found => @class is null || (found.Attribute("class")?.Value.Split(' ').Contains(@class, StringComparer.Ordinal) ?? false))];

    // Without the title that an element may have.
    private static string Shown(XElement text) => string.Concat(text.Nodes().OfType<XText>().Select(part => part.Value));
}
