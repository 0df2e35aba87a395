using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class ImageGridTests
{
    [Fact]
    public void EveryPictureHasItsCaptionAndAVerdictItsColour()
    {
        var image = new ChartImage(2, 2, 1, new byte[4]);
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
        XElement svg = ChartXml.Parse(new ImageGrid { Title = "t", Images = [new CaptionedImage(new ChartImage(1, 1, 1, new byte[1]), caption)] });
        Assert.Contains(svg.Descendants(ChartXml.Svg + "title"), title => title.Value == caption);

        Assert.Empty(ChartXml.All(ChartXml.Parse(new ImageGrid { Title = "nothing", Images = [] }), "image"));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(4, 6)]
    public void PicturesAreValidPngFiles(int channels, int colourType)
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * 2 * channels).Select(i => (byte)(i * 11))];
        string uri = new ChartImage(3, 2, channels, pixels).DataUri();
        byte[] file = Convert.FromBase64String(uri["data:image/png;base64,".Length..]);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var chunks = new List<(string Type, byte[] Content)>();
        for (int i = 8; i < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(i));
            Assert.Equal(Crc(file.AsSpan(i + 4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(i + 8 + length)));
            chunks.Add((System.Text.Encoding.ASCII.GetString(file, i + 4, 4), file[(i + 8)..(i + 8 + length)]));
            i += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 2, 8, (byte)colourType, 0, 0, 0], chunks[0].Content);
        using var zlib = new ZLibStream(new MemoryStream(chunks[1].Content), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        Assert.Equal([0, .. pixels[..(3 * channels)], 0, .. pixels[(3 * channels)..]], rows.ToArray());
    }

    [Fact]
    public void SamplesOfPicturesHaveTheirPixelsAndOthersAreRefused()
    {
        var data = new Dataset("rgb", [2, 1, 3], 2, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, new byte[] { 0, 1 });
        ChartImage image = ChartImage.Of(data, 1);

        Assert.Equal((1, 2, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal([7, 8, 9, 10, 11, 12], image.Pixels.ToArray());
        Assert.Throws<EngineException>(() => ChartImage.Of(new Dataset("table", [4], 2, new byte[4], new byte[1]), 0));
    }

    // As the PNG specification defines it, bit by bit.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
