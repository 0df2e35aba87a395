using Engine.Data;

namespace Engine;

/// <summary>
/// A built-in data set for machines without network: 28 x 28 digits drawn from strokes, with random style, position,
/// rotation, slant, size, pen, ink, scratches and noise. The same seed gives the same bytes on every platform.
/// </summary>
public sealed class SyntheticDigits
{
    /// <summary>The seed that <see cref="Load"/> takes if none is given.</summary>
    public const ulong DefaultSeed = 1;

    /// <summary>How many samples there are to train on if no number is given.</summary>
    public const int DefaultTrainCount = 60_000;

    /// <summary>How many samples there are to test on if no number is given.</summary>
    public const int DefaultTestCount = 10_000;

    private const int BlockSize = 500;

    internal SyntheticDigits()
    {
    }

    /// <summary>The name on the command line: synthetic-digits.</summary>
    public string Name { get; } = "synthetic-digits";

    /// <summary>The shape of one image: [28, 28].</summary>
    public IReadOnlyList<int> InputShape { get; } = [GlyphPainter.Size, GlyphPainter.Size];

    /// <summary>How many classes there are: 10.</summary>
    public int ClassCount { get; } = GlyphStrokes.Classes;

    /// <summary>Draws the data set.</summary>
    /// <param name="seed">Another seed gives other samples of the same kind.</param>
    /// <param name="trainCount">Samples to train on, at least 1. A smaller number gives the first of a larger one.</param>
    /// <param name="testCount">Samples to test on, at least 1; they are not among those to train on.</param>
    /// <returns>Images of [28, 28] bytes, 0 for paper and 255 for ink, and labels 0 to 9.</returns>
    public (Dataset Train, Dataset Test) Load(ulong seed = DefaultSeed, int trainCount = DefaultTrainCount, int testCount = DefaultTestCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trainCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(testCount, 1);
        return (Draw(seed, stream: 0, trainCount), Draw(seed, stream: 1, testCount));
    }

    private Dataset Draw(ulong seed, ulong stream, int count)
    {
        const int PixelCount = GlyphPainter.Size * GlyphPainter.Size;
        var images = new byte[checked(count * PixelCount)];
        var labels = new byte[count];

        // Each sample has random numbers of its own, so the order in which they are drawn does not matter.
        Parallel.For(
            0,
            (count + BlockSize - 1) / BlockSize,
            () => new GlyphPainter(),
            (block, _, painter) =>
            {
                int end = Math.Min(count, (block + 1) * BlockSize);
                for (int i = block * BlockSize; i < end; i++)
                {
                    var random = new StableRandom(seed, stream, (ulong)i);
                    int digit = random.Next(GlyphStrokes.Classes);
                    labels[i] = (byte)digit;
                    painter.Paint(ref random, digit, images.AsSpan(i * PixelCount, PixelCount));
                }

                return painter;
            },
            _ => { });

        return new Dataset(Name, [GlyphPainter.Size, GlyphPainter.Size], GlyphStrokes.Classes, images, labels);
    }
}
