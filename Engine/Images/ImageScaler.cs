namespace Engine.Images;

/// <summary>
/// Scales pictures with a triangle filter that is as wide as a target pixel when it shrinks them, so that nothing is
/// skipped, and interpolates linearly when it enlarges them.
/// </summary>
internal static class ImageScaler
{
    /// <summary>A picture of another size.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Pixels a row of the result, at least 1.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    public static RasterImage Scale(RasterImage image, int width, int height)
    {
        if (image.Width == width && image.Height == height)
        {
            return image;
        }

        int channels = image.Channels;
        ReadOnlySpan<byte> source = image.Pixels.Span;

        // Columns first: the rows between are as many as the source has.
        Weights[] columns = WeightsOf(image.Width, width);
        var narrow = new float[width * channels];
        var sums = new float[height * width * channels];
        Weights[] rows = WeightsOf(image.Height, height);
        for (int y = 0; y < image.Height; y++)
        {
            ScaleRow(source.Slice(y * image.Width * channels, image.Width * channels), columns, channels, narrow);
            for (int target = 0; target < height; target++)
            {
                float weight = rows[target].At(y);
                if (weight != 0)
                {
                    Span<float> sum = sums.AsSpan(target * narrow.Length, narrow.Length);
                    for (int i = 0; i < narrow.Length; i++)
                    {
                        sum[i] += weight * narrow[i];
                    }
                }
            }
        }

        var pixels = new byte[sums.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(MathF.Floor(sums[i] + 0.5f), 0, 255);
        }

        return new RasterImage(width, height, channels, pixels);
    }

    private static void ScaleRow(ReadOnlySpan<byte> row, Weights[] columns, int channels, float[] target)
    {
        for (int x = 0; x < columns.Length; x++)
        {
            Weights weights = columns[x];
            for (int channel = 0; channel < channels; channel++)
            {
                float sum = 0;
                for (int i = 0; i < weights.Values.Length; i++)
                {
                    sum += weights.Values[i] * row[((weights.First + i) * channels) + channel];
                }

                target[(x * channels) + channel] = sum;
            }
        }
    }

    /// <summary>For each target pixel, what the source pixels from the first on count; the sum is 1.</summary>
    private static Weights[] WeightsOf(int source, int target)
    {
        double scale = (double)source / target;
        double reach = Math.Max(1, scale);
        var all = new Weights[target];
        for (int i = 0; i < target; i++)
        {
            double centre = (i + 0.5) * scale;
            int first = Math.Max(0, (int)Math.Floor(centre - reach));
            int last = Math.Min(source - 1, (int)Math.Ceiling(centre + reach));
            double[] values = [.. Enumerable.Range(first, last - first + 1).Select(x => Math.Max(0, 1 - (Math.Abs(x + 0.5 - centre) / reach)))];
            double sum = values.Sum();
            all[i] = new Weights(first, [.. values.Select(value => (float)(value / sum))]);
        }

        return all;
    }

    private sealed record Weights(int First, float[] Values)
    {
        public float At(int position) => position >= First && position < First + Values.Length ? Values[position - First] : 0;
    }
}
