using System.Globalization;
using Engine.Charts;

namespace Engine.Reports;

/// <summary>
/// What the units of a first dense layer look for in pictures: each unit's weights laid out as the pixels that they belong
/// to, from blue (negative) over white to red (positive).
/// </summary>
internal static class FirstLayerWeights
{
    private const int MostUnits = 40;

    // Few shades compress well, and nobody tells more apart.
    private const int Shades = 24;

    private static readonly (int Red, int Green, int Blue) s_negative = (0x1f, 0x5f, 0xb4);
    private static readonly (int Red, int Green, int Blue) s_zero = (0xf7, 0xf7, 0xf7);
    private static readonly (int Red, int Green, int Blue) s_positive = (0xc0, 0x1c, 0x28);

    /// <summary>The pictures, or null if samples are no pictures or the first weights are not one a pixel and unit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Its data, which says what its inputs are.</param>
    /// <param name="classNames">The names of the classes, which the units of a model of a single layer stand for.</param>
    public static ImageGrid? Draw(Sequential model, Dataset data, IReadOnlyList<string>? classNames)
    {
        if (!ChartPictures.ArePictures(data) || model.GetWeights() is not [{ Shape: [var inputs, var units] } kernel, ..] weights || inputs != data.SampleSize)
        {
            return null;
        }

        // Of colours, the mean over the channels is shown.
        int height = data.InputShape[0];
        int width = data.InputShape[1];
        float[] pixels = MeanOfChannels(kernel.Values.Span, height * width, inputs / (height * width), units);
        float range = Math.Max(Typical(pixels), float.Epsilon);
        int shown = Math.Min(units, MostUnits);
        bool isClassifier = weights.Count == 2 && units == data.ClassCount;
        return new ImageGrid
        {
            Title = isClassifier ? "Weights of each class" : $"Weights of the first layer: {(shown < units ? $"the first {shown} of {units}" : $"{units}")} units",
            Note = string.Create(CultureInfo.InvariantCulture, $"Each pixel is the weight of that pixel of the input: blue −{range:G2}, white 0, red +{range:G2}."),
            Columns = isClassifier ? 5 : 8,
            ImageSize = isClassifier ? 104 : 72,
            Images =
            [
                .. Enumerable.Range(0, shown).Select(unit => new CaptionedImage(
                    Picture(pixels, height, width, units, unit, range),
                    isClassifier && classNames is not null ? classNames[unit] : $"unit {unit}")),
            ],
        };
    }

    private static float[] MeanOfChannels(ReadOnlySpan<float> kernel, int pixelCount, int channels, int units)
    {
        var mean = new float[pixelCount * units];
        for (int pixel = 0; pixel < pixelCount; pixel++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                for (int unit = 0; unit < units; unit++)
                {
                    mean[(pixel * units) + unit] += kernel[(((pixel * channels) + channel) * units) + unit] / channels;
                }
            }
        }

        return mean;
    }

    // The magnitude that one weight in 200 exceeds: a few outliers must not make all others white.
    private static float Typical(float[] weights)
    {
        float[] magnitudes = [.. weights.Where(float.IsFinite).Select(Math.Abs)];
        Array.Sort(magnitudes);
        return magnitudes.Length == 0 ? 1 : magnitudes[(int)(0.995 * (magnitudes.Length - 1))];
    }

    private static RasterImage Picture(float[] weights, int height, int width, int units, int unit, float range)
    {
        var pixels = new byte[height * width * 3];
        for (int i = 0; i < height * width; i++)
        {
            float weight = weights[(i * units) + unit];
            double share = float.IsFinite(weight) ? Math.Round(Math.Clamp(weight / range, -1, 1) * Shades) / Shades : 0;
            var end = share < 0 ? s_negative : s_positive;
            share = Math.Abs(share);
            pixels[3 * i] = Mix(s_zero.Red, end.Red, share);
            pixels[(3 * i) + 1] = Mix(s_zero.Green, end.Green, share);
            pixels[(3 * i) + 2] = Mix(s_zero.Blue, end.Blue, share);
        }

        return new RasterImage(width, height, 3, pixels);
    }

    private static byte Mix(int from, int to, double share) => (byte)Math.Round(from + ((to - from) * share));
}
