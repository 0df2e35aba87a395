using System.Text;
using Xunit;

namespace Engine.Tests.Images;

public sealed class PnmTests
{
    [Theory]
    [InlineData("P2\n# a comment\n3 2 # another\n4\n0 1 2\n3 4 0\n", 1, new byte[] { 0, 64, 128, 191, 255, 0 })]
    [InlineData("P2 1 1 65535 65535", 1, new byte[] { 255 })]
    [InlineData("P3\n1 2\n255\n1 2 3 4 5 6", 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData("P5 2 1 255 AB", 1, new byte[] { 65, 66 })]
    [InlineData("P5\t2\r1\n65535\nABAA", 1, new byte[] { 65, 65 })]
    [InlineData("P6 1 1 127\nABC", 3, new byte[] { 131, 133, 135 })]
    public void ReadsTextAndBinary(string file, int channels, byte[] expected)
    {
        RasterImage image = Decode(file);

        Assert.Equal(channels, image.Channels);
        Assert.Equal(expected, image.Pixels.ToArray());
    }

    [Theory]
    [InlineData("P5", "width")]
    [InlineData("P5 x", "width")]
    [InlineData("P52 2 255 AAAA", "width")]
    [InlineData("P5 -1 2 255 A", "width")]
    [InlineData("P5 99999999999999999999 2 255 A", "width")]
    [InlineData("P5 2", "height")]
    [InlineData("P5 0 2 255 ", "claims 0 x 2")]
    [InlineData("P5 100000 100000 255 ", "claims 100000 x 100000")]
    [InlineData("P5 2 2 0 AAAA", "largest value is 0")]
    [InlineData("P5 2 2 65536 AAAA", "largest value")]
    [InlineData("P5 2 2 255 AAA", "4 bytes")]
    [InlineData("P5 2 2 255 AAAAA", "4 bytes")]
    [InlineData("P5 2 2 255#AAAA", "4 bytes")]
    [InlineData("P6 2 1 255 AAAAA", "6 bytes")]
    [InlineData("P5 1 1 300 A", "2 bytes")]
    [InlineData("P5 2 1 64 AA", "above the largest value")]
    [InlineData("P2 2 2 255 1 2 3 ", "cannot hold")]
    [InlineData("P2 2 2 255 1 22 333", "pixel")]
    [InlineData("P2 8000 8000 255 1 2 3", "cannot hold")]
    [InlineData("P2 2 1 255 1 256", "pixel")]
    [InlineData("P2 2 1 255 1 2 3", "end of the file")]
    [InlineData("P2 2 1 255 1 x", "pixel")]
    [InlineData("P1 1 1 0", "PNG, PGM or PPM")]
    public void SaysWhatIsWrong(string file, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Decode(file));

        Assert.StartsWith("'x.pgm', offset ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "a.pgm")]
    [InlineData(3, "a.PPM")]
    public void ReadsBackWhatItWrote(int channels, string name)
    {
        using var folder = new Data.TemporaryFolder();
        byte[] pixels = [.. Enumerable.Range(0, 6 * channels).Select(i => (byte)(i * 11))];

        ImageFile.Write(folder[name], new RasterImage(3, 2, channels, pixels));
        RasterImage image = ImageFile.Read(folder[name]);

        Assert.Equal((3, 2, channels), (image.Width, image.Height, image.Channels));
        Assert.Equal(pixels, image.Pixels.ToArray());
    }

    [Fact]
    public void RefusesToWriteWhatTheFormatCannotHold()
    {
        var colour = new RasterImage(1, 1, 3, new byte[3]);

        Assert.Contains(".ppm", Assert.Throws<EngineException>(() => ImageFile.Write("a.pgm", colour)).Message, StringComparison.Ordinal);
        Assert.Throws<EngineException>(() => ImageFile.Write("a.jpg", colour));
    }

    [Fact]
    public void GreyIsTheUsualWeightingOfColours()
    {
        var colour = new RasterImage(4, 1, 3, new byte[] { 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255 });

        Assert.Equal([76, 150, 29, 255], colour.ToGrey().Pixels.ToArray());
    }

    private static RasterImage Decode(string file) => ImageFile.Decode(Encoding.Latin1.GetBytes(file), "x.pgm");
}
