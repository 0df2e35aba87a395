using System.Xml.Linq;
using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class PredictionGridTests
{
    private static readonly string[] s_names = ["Hat", "Coat", "Shoe"];
    private static readonly RasterImage s_image = new(2, 2, 1, new byte[4]);

    [Fact]
    public void RightOnesAreBlueAndWrongOnesRed()
    {
        XElement svg = ChartXml.Parse(Grid([0.9f, 0.1f, 0], 0));

        Assert.Equal("Hat 90 % (Hat)", Shown(ChartXml.All(svg, "text", "right")));
        Assert.Empty(ChartXml.All(svg, "text", "wrong"));
        Assert.Equal(["Hat: 90 %"], ChartXml.All(svg, "rect", "right").Select(bar => bar.Value));
        Assert.Equal(["Coat: 10 %", "Shoe: 0 %"], ChartXml.All(svg, "rect", "other").Select(bar => bar.Value));

        svg = ChartXml.Parse(Grid([0.2f, 0.3f, 0.5f], 1));
        Assert.Equal("Shoe 50 % (Coat)", Shown(ChartXml.All(svg, "text", "wrong")));
        Assert.Equal(["Coat: 30 %"], ChartXml.All(svg, "rect", "right").Select(bar => bar.Value));
        Assert.Equal(["Shoe: 50 %"], ChartXml.All(svg, "rect", "wrong").Select(bar => bar.Value));
    }

    [Fact]
    public void BarsAreAsHighAsTheirProbability()
    {
        XElement svg = ChartXml.Parse(Grid([0.25f, 0.5f, float.NaN], 1));
        double side = (double)ChartXml.All(svg, "image").Single().Attribute("height")!;

        double[] heights = [.. ChartXml.All(svg, "rect").Where(bar => bar.HasElements).Select(bar => (double)bar.Attribute("height")!)];
        Assert.Equal([side / 4, side / 2, 0], heights);
    }

    [Fact]
    public void WithoutALabelTheChoiceIsShown()
    {
        XElement svg = ChartXml.Parse(Grid([0.2f, 0.8f, 0], null));

        Assert.Contains("Coat 80 %", ChartXml.Texts(svg));
        Assert.Equal(["Coat: 80 %"], ChartXml.All(svg, "rect", "right").Select(bar => bar.Value));
        Assert.Empty(ChartXml.All(svg, "rect", "wrong"));
    }

    [Fact]
    public void TheKeyNamesTheNumbers()
    {
        Assert.Contains("2 Shoe", ChartXml.Texts(ChartXml.Parse(Grid([1, 0, 0], 0))));

        string[] digits = ["0", "1", "2"];
        Assert.DoesNotContain("2 2", ChartXml.Texts(ChartXml.Parse(new PredictionGrid { Title = "t", Images = [new(s_image, [1, 0, 0], 0)], ClassNames = digits })));
    }

    [Fact]
    public void ManyClassesAndNoPicturesAreNoError()
    {
        ChartXml.Parse(new PredictionGrid { Title = "t", Images = [new(s_image, new float[256], 3)] });
        ChartXml.Parse(new PredictionGrid { Title = "t", Images = [], ClassNames = s_names });
    }

    private static PredictionGrid Grid(float[] probabilities, int? label) =>
        new() { Title = "Predictions", Images = [new(s_image, probabilities, label)], ClassNames = s_names };

    private static string Shown(XElement[] texts) => Assert.Single(texts).Value;
}
