namespace Engine.Images;

/// <summary>
/// Finds what is drawn in a picture. The background is a plane of grey fitted to the picture's edge (so light that falls
/// from one side does no harm), the drawing is what differs from it more than the background itself does, and small
/// specks beside it are left out.
/// </summary>
internal static class Ink
{
    // Larger pictures are scaled down first: what is drawn has 28 pixels in the end.
    private const int MaxSide = 400;

    // Differences of so many standard deviations of the background's noise are drawn, not noise.
    private const float NoiseFactor = 5;

    // Of the drawing's darkness: less is paper, where there is noise at all.
    private const float NoiseFloor = 0.15f;

    // Of a grey value: closer than that to the background is the background.
    private const float HalfStep = 0.5f;

    // Less contrast, in steps of grey, is nothing that a person drew.
    private const float MinContrast = 12;

    // Parts with less than this share of the largest one's mass are specks: on paper, and in a clean drawing.
    private const double SpeckShare = 0.04;
    private const double CleanSpeckShare = 0.005;

    /// <summary>The drawing, cropped: 0 for background, 255 for full ink; and whether it was dark on light.</summary>
    /// <param name="grey">A grey picture.</param>
    /// <exception cref="EngineException">Nothing is drawn.</exception>
    public static (RasterImage Ink, bool DarkOnLight) Extract(RasterImage grey)
    {
        int longer = Math.Max(grey.Width, grey.Height);
        if (longer > MaxSide)
        {
            grey = grey.Scale(Math.Max(1, grey.Width * MaxSide / longer), Math.Max(1, grey.Height * MaxSide / longer));
        }

        BackgroundPlane background = BackgroundPlane.Fit(grey);
        float[] difference = background.Subtract(grey);
        float noise = NoiseFactor * background.Noise;
        bool darkOnLight = IsDarkOnLight(difference, Math.Max(noise, MinContrast / 2));
        if (darkOnLight)
        {
            for (int i = 0; i < difference.Length; i++)
            {
                difference[i] = -difference[i];
            }
        }

        float full = FullInk(difference, background.Noise < HalfStep ? 0 : noise);
        if (full < MinContrast || full <= noise)
        {
            throw new EngineException("the picture shows nothing that differs from its background.");
        }

        bool clean = background.Noise < HalfStep;
        float threshold = clean ? HalfStep : Math.Max(noise, NoiseFloor * full);
        bool[] drawn = InkComponents.Largest(difference, grey.Width, grey.Height, threshold, clean ? CleanSpeckShare : SpeckShare);
        return (Crop(difference, drawn, grey.Width, grey.Height, full), darkOnLight);
    }

    private static bool IsDarkOnLight(float[] difference, float threshold)
    {
        double dark = 0;
        double light = 0;
        foreach (float value in difference)
        {
            double square = Math.Abs(value) > threshold ? (double)value * value : 0;
            dark += value < 0 ? square : 0;
            light += value > 0 ? square : 0;
        }

        return dark > light;
    }

    /// <summary>How much full ink differs from the background: the largest difference, or what one pixel in fifty of the drawing exceeds if there is noise.</summary>
    private static float FullInk(float[] difference, float noise)
    {
        float largest = difference.Max();
        if (noise == 0)
        {
            return largest;
        }

        float[] strong = [.. difference.Where(value => value > Math.Max(noise, largest / 2)).Order()];
        return strong.Length == 0 ? largest : strong[strong.Length * 49 / 50];
    }

    /// <summary>The smallest rectangle that holds what is drawn.</summary>
    private static RasterImage Crop(float[] difference, bool[] drawn, int width, int height, float full)
    {
        int left = width;
        int top = height;
        int right = -1;
        int bottom = -1;
        for (int i = 0; i < drawn.Length; i++)
        {
            if (drawn[i])
            {
                left = Math.Min(left, i % width);
                right = Math.Max(right, i % width);
                top = Math.Min(top, i / width);
                bottom = i / width;
            }
        }

        int boxWidth = right - left + 1;
        var pixels = new byte[boxWidth * (bottom - top + 1)];
        for (int i = 0; i < pixels.Length; i++)
        {
            int place = ((top + (i / boxWidth)) * width) + left + (i % boxWidth);
            pixels[i] = drawn[place] ? (byte)Math.Clamp(MathF.Round(255 * difference[place] / full), 0, 255) : (byte)0;
        }

        return new RasterImage(boxWidth, bottom - top + 1, 1, pixels);
    }
}
