using System.Xml.Linq;
using Engine.Charts;
using Engine.Images;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class ImageGridTests
{
    [Fact]
    public void EveryPictureHasItsCaptionAndAVerdictItsColour()
    {
        var image = new RasterImage(2, 2, 1, new byte[4]);
        XElement svg = ChartXml.Parse(new ImageGrid
        {
            Title = "Seven <pictures>",
            Columns = 3,
            Images = [.. Enumerable.Range(0, 7).Select(i => new CaptionedImage(image, $"class {i}", i == 1 ? true : i == 2 ? false : null))],
        });

        Assert.Equal(["Seven <pictures>", .. Enumerable.Range(0, 7).Select(i => $"class {i}")], ChartXml.Texts(svg));
        Assert.Equal("class 1", Assert.Single(ChartXml.All(svg, "text", "right")).Value);
        Assert.Equal("class 2", Assert.Single(ChartXml.All(svg, "text", "wrong")).Value);
        XElement[] pictures = ChartXml.All(svg, "image");
        Assert.Equal(7, pictures.Length);
        Assert.Equal(3, pictures.Select(picture => picture.Attribute("x")!.Value).Distinct().Count());
        Assert.Equal(3, pictures.Select(picture => picture.Attribute("y")!.Value).Distinct().Count());
    }

    [Fact]
    public void LongCaptionsAreCutAndNoPicturesAreNoError()
    {
        string caption = new('w', 100);
        XElement svg = ChartXml.Parse(new ImageGrid { Title = "t", Images = [new CaptionedImage(new RasterImage(1, 1, 1, new byte[1]), caption)] });
        Assert.Contains(svg.Descendants(ChartXml.Svg + "title"), title => title.Value == caption);

        Assert.Empty(ChartXml.All(ChartXml.Parse(new ImageGrid { Title = "nothing", Images = [] }), "image"));
    }

    [Fact]
    public void PicturesAreWithinTheFile()
    {
        var image = new RasterImage(3, 2, 1, new byte[] { 1, 2, 3, 4, 5, 6 });
        XElement element = ChartXml.All(ChartXml.Parse(new ImageGrid { Title = "t", ImageSize = 60, Images = [new CaptionedImage(image, "c")] }), "image").Single();

        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(PngWriter.Encode(image)), element.Attribute("href")!.Value);
        Assert.Equal(("60", "40"), (element.Attribute("width")!.Value, element.Attribute("height")!.Value));
    }

    [Fact]
    public void SamplesOfPicturesHaveTheirPixelsAndOthersAreRefused()
    {
        var data = new Dataset("rgb", [2, 1, 3], 2, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, new byte[] { 0, 1 });
        RasterImage image = ChartPictures.Of(data, 1);

        Assert.Equal((1, 2, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal([7, 8, 9, 10, 11, 12], image.Pixels.ToArray());
        Assert.Throws<EngineException>(() => ChartPictures.Of(new Dataset("table", [4], 2, new byte[4], new byte[1]), 0));
    }
}
