using System.Text;
using Engine.Tests.Images;

namespace Engine.Tests.Fuzzing;

/// <summary>Readers of pictures.</summary>
internal static class ImageTargets
{
    private static readonly (int Depth, int Colour)[] s_kinds =
        [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6)];

    private static readonly string[] s_pnm =
    [
        "P2\n# text\n4 3\n255\n0 1 2 3\n50 60 70 80\n255 254 253 252\n",
        "P3 2 2 15 1 2 3 4 5 6 7 8 9 10 11 15",
        "P5 4 3 255\nabcdefghijkl",
        "P5 2 2 65535\nabcdefgh",
        "P6 2 2 200\nabcdefghijkl",
    ];

    public static FuzzTarget Png { get; } = new(random => random.Next(4) == 0 ? Mutator.Mutate(PngSamples.Encode(Picture(random)), random) : MutatePng(random), file => ImageFile.Decode(file, "x.png"));

    public static FuzzTarget Pnm { get; } = new(
        random => Mutator.Mutate(Encoding.Latin1.GetBytes(s_pnm[random.Next(s_pnm.Length)]), random, " ", "\n", "#", "0", "9", "99999999999", "-1", "P6 ", "65535"),
        file => ImageFile.Decode(file, "x.pnm"));

    private static PngSamples.Picture Picture(Random random)
    {
        var (depth, colour) = s_kinds[random.Next(s_kinds.Length)];
        PngSamples.Picture picture = PngSamples.Random(random.Next(), random.Next(1, 20), random.Next(1, 20), depth, colour, random.Next(2) == 0);
        return picture with { Transparency = random.Next(3) > 0 ? null : colour switch { 0 => [0, 1], 2 => new byte[6], 3 => [7], _ => null } };
    }

    // Chunks are changed and put together again with right checksums, so that what is behind the checksums is reached.
    private static byte[] MutatePng(Random random)
    {
        PngSamples.Picture picture = Picture(random);
        byte[] rows = PngSamples.Rows(picture);
        if (random.Next(3) == 0)
        {
            rows = Mutator.Mutate(rows, random);
        }

        List<(string Type, byte[] Data)> chunks = [("IHDR", PngSamples.Header(picture))];
        if (picture.Palette is { } palette)
        {
            chunks.Add(("PLTE", palette));
        }

        if (picture.Transparency is { } transparency)
        {
            chunks.Add(("tRNS", transparency));
        }

        chunks.AddRange(PngSamples.Compress(rows).Chunk(random.Next(1, 100)).Select(part => ("IDAT", part)));
        chunks.Add(("IEND", []));
        return PngSamples.File(Mutator.MutateList(chunks, random, chunk => (chunk.Type, Mutator.Mutate(chunk.Data, random))));
    }
}
