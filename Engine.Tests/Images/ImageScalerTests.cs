using Engine.Images;
using Xunit;

namespace Engine.Tests.Images;

public sealed class ImageScalerTests
{
    [Fact]
    public void HalvesByTheTriangleThatIsTwiceAsWide()
    {
        // Weights 1/8, 3/8, 3/8, 1/8 inside; at the edge what is left of them, brought to a sum of 1.
        var image = new RasterImage(6, 1, 1, new byte[] { 80, 0, 0, 160, 0, 0 });

        Assert.Equal([(byte)Math.Round(80 * 3 / 7.0), (byte)Math.Round(160 * 3 / 8.0), (byte)Math.Round(160 / 7.0)], ImageScaler.Scale(image, 3, 1).Pixels.ToArray());
    }

    [Fact]
    public void EnlargesLinearly()
    {
        var image = new RasterImage(1, 2, 1, new byte[] { 0, 100 });

        Assert.Equal([0, 25, 75, 100], ImageScaler.Scale(image, 1, 4).Pixels.ToArray());
    }

    [Theory]
    [InlineData(40, 30, 7, 11)]
    [InlineData(3, 5, 64, 17)]
    public void KeepsMeanAndUniformPictures(int width, int height, int newWidth, int newHeight)
    {
        var random = new Random(3);
        var pixels = new byte[width * height * 3];
        random.NextBytes(pixels);

        RasterImage scaled = ImageScaler.Scale(new RasterImage(width, height, 3, pixels), newWidth, newHeight);
        RasterImage uniform = ImageScaler.Scale(new RasterImage(width, height, 1, Enumerable.Repeat((byte)201, width * height).ToArray()), newWidth, newHeight);

        Assert.Equal((newWidth, newHeight, 3), (scaled.Width, scaled.Height, scaled.Channels));
        Assert.Equal(pixels.Average(value => value), scaled.Pixels.ToArray().Average(value => value), 12.0);
        Assert.All(uniform.Pixels.ToArray(), value => Assert.Equal(201, value));
    }
}
