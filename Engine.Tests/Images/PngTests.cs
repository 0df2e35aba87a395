using Xunit;

namespace Engine.Tests.Images;

public sealed class PngTests
{
    private static readonly (int Depth, int Colour)[] s_kinds =
    [
        (1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6),
    ];

    public static TheoryData<int, int, bool> Kinds()
    {
        var data = new TheoryData<int, int, bool>();
        foreach (var (depth, colour) in s_kinds)
        {
            data.Add(depth, colour, false);
            data.Add(depth, colour, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ReadsEveryKind(int depth, int colour, bool interlaced)
    {
        foreach (var (width, height) in new[] { (1, 1), (2, 3), (7, 5), (9, 17), (33, 4), (3, 33) })
        {
            PngSamples.Picture picture = PngSamples.Random(width, width, height, depth, colour, interlaced);
            RasterImage image = ImageFile.Decode(PngSamples.Encode(picture), "x.png", ImageBackground.Black);

            Assert.Equal((width, height, colour is 0 or 4 ? 1 : 3), (image.Width, image.Height, image.Channels));
            Assert.Equal(Expected(picture, background: 0), image.Pixels.ToArray());
        }
    }

    [Theory]
    [InlineData(8, 4)]
    [InlineData(16, 6)]
    public void LaysTransparentPixelsOnTheBackground(int depth, int colour)
    {
        PngSamples.Picture picture = PngSamples.Random(5, 11, 6, depth, colour, interlaced: false);

        Assert.Equal(Expected(picture, 255), ImageFile.Decode(PngSamples.Encode(picture), "x", ImageBackground.White).Pixels.ToArray());
        Assert.Equal(Expected(picture, 0), ImageFile.Decode(PngSamples.Encode(picture), "x", ImageBackground.Black).Pixels.ToArray());
    }

    [Fact]
    public void OneColourCanBeTransparent()
    {
        var grey = new PngSamples.Picture(3, 1, 2, 0, new[,,] { { { 0 }, { 1 }, { 2 } } }) { Transparency = [0, 1] };
        Assert.Equal([0, 255, 170], ImageFile.Decode(PngSamples.Encode(grey), "x").Pixels.ToArray());

        var colour = new PngSamples.Picture(2, 1, 8, 2, new[,,] { { { 1, 2, 3 }, { 1, 2, 4 } } }) { Transparency = [0, 1, 0, 2, 0, 3] };
        Assert.Equal([255, 255, 255, 1, 2, 4], ImageFile.Decode(PngSamples.Encode(colour), "x").Pixels.ToArray());

        var palette = new PngSamples.Picture(2, 1, 1, 3, new[,,] { { { 0 }, { 1 } } }) { Palette = [10, 20, 30, 40, 50, 60], Transparency = [0] };
        Assert.Equal([0, 0, 0, 40, 50, 60], ImageFile.Decode(PngSamples.Encode(palette), "x", ImageBackground.Black).Pixels.ToArray());
    }

    [Fact]
    public void APaletteOfGreysIsAGreyPicture()
    {
        var picture = new PngSamples.Picture(2, 1, 1, 3, new[,,] { { { 1 }, { 0 } } }) { Palette = [9, 9, 9, 200, 200, 200] };

        RasterImage image = ImageFile.Decode(PngSamples.Encode(picture), "x");

        Assert.Equal(1, image.Channels);
        Assert.Equal([200, 9], image.Pixels.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ReadsBackWhatItWrote(int channels)
    {
        using var folder = new Data.TemporaryFolder();
        byte[] pixels = [.. Enumerable.Range(0, 37 * 23 * channels).Select(i => (byte)(i * i / 50))];
        var image = new RasterImage(37, 23, channels, pixels);

        ImageFile.Write(folder["a.png"], image);
        RasterImage read = ImageFile.Read(folder["a.png"]);

        Assert.Equal((37, 23, channels), (read.Width, read.Height, read.Channels));
        Assert.Equal(pixels, read.Pixels.ToArray());
    }

    public static TheoryData<string, byte[], string> BadFiles()
    {
        byte[] header = PngSamples.Header(2, 2, 8, 0);
        byte[] rows = [0, 1, 2, 0, 3, 4];
        byte[] pixels = PngSamples.Compress(rows);
        byte[] good = File(("IHDR", header), ("IDAT", pixels), ("IEND", []));
        byte[] wrongCrc = [.. good];
        wrongCrc[29] ^= 1;
        byte[] wrongAdler = [.. pixels];
        wrongAdler[^1] ^= 1;
        byte[] palette = [1, 2, 3, 4, 5, 6];
        return new TheoryData<string, byte[], string>
        {
            { "cut after the signature", good[..8], "cut off" },
            { "cut in a chunk", good[..46], "promises" },
            { "cut before IEND", good[..^12], "cut off" },
            { "wrong CRC", wrongCrc, "CRC should be" },
            { "length of 2^31", [.. good[..8], 0x80, 0, 0, 0, .. good[12..]], "promises 2147483648" },
            { "length of 2^32 - 1", [.. good[..8], 255, 255, 255, 255, .. good[12..]], "promises 4294967295" },
            { "type of digits", File(("IHDR", header), ("1234", [])), "four letters" },
            { "no IHDR", File(("IDAT", pixels), ("IEND", [])), "first chunk must be IHDR" },
            { "two IHDR", File(("IHDR", header), ("IHDR", header)), "occurs twice" },
            { "short IHDR", File(("IHDR", header[..12])), "12 bytes" },
            { "no width", File(("IHDR", PngSamples.Header(0, 2, 8, 0))), "claims 0 x 2" },
            { "huge", File(("IHDR", PngSamples.Header(100_000, 100_000, 8, 0))), "claims 100000 x 100000" },
            { "huge to overflow", File(("IHDR", PngSamples.Header(uint.MaxValue, uint.MaxValue, 8, 0))), "claims 4294967295" },
            { "bit depth 3", File(("IHDR", PngSamples.Header(2, 2, 3, 0))), "bit depth 3" },
            { "colour type 2 with 4 bits", File(("IHDR", PngSamples.Header(2, 2, 4, 2))), "colour type 2" },
            { "interlace 2", File(("IHDR", PngSamples.Header(2, 2, 8, 0, interlace: 2))), "interlace 2" },
            { "compression 1", File(("IHDR", PngSamples.Header(2, 2, 8, 0, compression: 1))), "compression 1" },
            { "unknown critical chunk", File(("IHDR", header), ("ABCD", [])), "ABCD" },
            { "no pixels", File(("IHDR", header), ("IEND", [])), "without IDAT" },
            { "content in IEND", File(("IHDR", header), ("IDAT", pixels), ("IEND", [1])), "none were expected" },
            { "IDAT apart", File(("IHDR", header), ("IDAT", pixels[..4]), ("tEXt", []), ("IDAT", pixels[4..])), "follow one another" },
            { "no palette", File(("IHDR", PngSamples.Header(2, 2, 8, 3)), ("IDAT", pixels), ("IEND", [])), "PLTE" },
            { "palette of a grey picture", File(("IHDR", header), ("PLTE", palette)), "grey picture" },
            { "palette of 4 bytes", File(("IHDR", PngSamples.Header(2, 2, 8, 3)), ("PLTE", [1, 2, 3, 4])), "4 bytes" },
            { "palette too long", File(("IHDR", PngSamples.Header(2, 2, 1, 3)), ("PLTE", new byte[9])), "1 to 2 colours" },
            { "palette after the pixels", File(("IHDR", PngSamples.Header(2, 2, 8, 2)), ("IDAT", pixels), ("PLTE", palette)), "before IDAT" },
            { "two palettes", File(("IHDR", PngSamples.Header(2, 2, 8, 3)), ("PLTE", palette), ("PLTE", palette)), "twice" },
            { "colour beyond the palette", File(("IHDR", PngSamples.Header(2, 2, 8, 3)), ("PLTE", palette), ("IDAT", pixels), ("IEND", [])), "palette lacks" },
            { "tRNS with alpha", File(("IHDR", PngSamples.Header(2, 2, 8, 4)), ("tRNS", [0, 0])), "colour type 4" },
            { "tRNS of 3 bytes", File(("IHDR", header), ("tRNS", [0, 0, 0])), "3 bytes" },
            { "tRNS before the palette", File(("IHDR", PngSamples.Header(2, 2, 8, 3)), ("tRNS", [0])), "tRNS" },
            { "filter 5", Pixels(PngSamples.Compress([0, 1, 2, 5, 3, 4])), "filter type 5" },
            { "a row too few", Pixels(PngSamples.Compress([0, 1, 2])), "row 1 of 2" },
            { "a byte too many", Pixels(PngSamples.Compress([.. rows, 0])), "more were compressed" },
            { "wrong checksum", Pixels(wrongAdler), "" },
            { "no checksum", Pixels(pixels[..^4]), "" },
            { "rest after the checksum", Pixels([.. pixels, 9]), "checksum" },
            { "not zlib", Pixels([1, 2, 3, 4, 5, 6, 7, 8, 9]), "" },
            { "a bomb's header", File(("IHDR", PngSamples.Header(8000, 8000, 8, 0)), ("IDAT", pixels), ("IEND", [])), "cannot hold" },
            { "JPEG", [0xff, 0xd8, 0xff, 0xe0], "JPEG" },
            { "empty", [], "an empty file" },
        };

        byte[] Pixels(byte[] compressed) => File(("IHDR", header), ("IDAT", compressed), ("IEND", []));
        static byte[] File(params (string, byte[])[] chunks) => PngSamples.File(chunks);
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void SaysWhatIsWrong(string what, byte[] file, string expected)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataFormatException>(() => ImageFile.Decode(file, "bad.png"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.StartsWith("'bad.png', offset ", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    [Fact]
    public void NamesAMissingFile() =>
        Assert.Contains("absent.png", Assert.Throws<EngineException>(() => ImageFile.Read("absent.png")).Message, StringComparison.Ordinal);

    private static byte[] Expected(PngSamples.Picture picture, int background)
    {
        var expected = new List<byte>();
        double maximum = (1 << picture.Depth) - 1;
        foreach (int y in Enumerable.Range(0, picture.Height))
        {
            foreach (int x in Enumerable.Range(0, picture.Width))
            {
                double[] pixel = [.. Enumerable.Range(0, picture.Samples.GetLength(2)).Select(k => picture.Samples[y, x, k] / maximum)];
                if (picture.Palette is { } palette)
                {
                    expected.AddRange(palette.AsSpan(3 * picture.Samples[y, x, 0], 3));
                    continue;
                }

                int colours = picture.Colour is 0 or 4 ? 1 : 3;
                double alpha = pixel.Length > colours ? pixel[colours] : 1;
                expected.AddRange(pixel[..colours].Select(value => (byte)Math.Floor((255 * value * alpha) + (background * (1 - alpha)) + 0.5 + 1e-9)));
            }
        }

        return [.. expected];
    }
}
