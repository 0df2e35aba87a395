using Engine.Images;

namespace Engine;

/// <summary>How a person's picture becomes what a model was trained on.</summary>
public enum PicturePreparation
{
    /// <summary>Scaled to the model's size, without regard to proportions; grey or coloured as the model wants it.</summary>
    Plain,

    /// <summary>
    /// As MNIST was made: ink light on black, cropped, the longer side scaled to 20 of 28 pixels, its centre of mass in
    /// the middle.
    /// </summary>
    Digit,

    /// <summary>As Fashion-MNIST was made: light on black, cropped, the longer side scaled to the whole width, centred.</summary>
    Garment,
}

/// <summary>A picture as a model sees it.</summary>
/// <param name="Image">Of the model's size.</param>
/// <param name="DarkOnLight">Whether the picture was dark on a light background, and so was inverted; null where it was taken as it was.</param>
public sealed record PreparedPicture(RasterImage Image, bool? DarkOnLight);

/// <summary>Makes what a model was trained on out of a person's pictures.</summary>
public static class Pictures
{
    // MNIST: 20 of 28 pixels.
    private const int DigitShare = 20;
    private const int DigitWhole = 28;

    /// <summary>Reads a picture and prepares it; where it is transparent, it is laid on what lets something be seen.</summary>
    /// <param name="path">A PNG, PGM or PPM file of any size.</param>
    /// <param name="inputShape">The model's input: [height, width], or [height, width, channels] with 1 or 3 channels.</param>
    /// <param name="how">How to prepare it.</param>
    /// <exception cref="EngineException">The file cannot be read, shows nothing, or the model takes no pictures.</exception>
    public static PreparedPicture Read(string path, IReadOnlyList<int> inputShape, PicturePreparation how)
    {
        RasterImage picture = ImageFile.Read(path);
        if (how != PicturePreparation.Plain && IsUniform(picture))
        {
            picture = ImageFile.Read(path, ImageBackground.Black);
        }

        try
        {
            return Prepare(picture, inputShape, how);
        }
        catch (EngineException error) when (error is not DataFormatException)
        {
            throw new EngineException($"'{path}': {error.Message}", error);
        }
    }

    /// <summary>Prepares a picture.</summary>
    /// <param name="picture">Of any size, dark on light or light on dark.</param>
    /// <param name="inputShape">The model's input: [height, width], or [height, width, channels] with 1 or 3 channels.</param>
    /// <param name="how">How to prepare it.</param>
    /// <exception cref="EngineException">The picture shows nothing, or the model takes no pictures.</exception>
    public static PreparedPicture Prepare(RasterImage picture, IReadOnlyList<int> inputShape, PicturePreparation how)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape is not ([_, _] or [_, _, 1 or 3]))
        {
            throw new EngineException($"the model takes samples of shape {Shapes.Format(inputShape)}, which are no pictures.");
        }

        var (height, width) = (inputShape[0], inputShape[1]);
        int channels = inputShape is [_, _, var last] ? last : 1;
        if (how == PicturePreparation.Plain)
        {
            return new PreparedPicture(WithChannels(picture, channels).Scale(width, height), null);
        }

        var (ink, darkOnLight) = Ink.Extract(picture.ToGrey());
        int side = how == PicturePreparation.Digit ? Math.Max(1, Math.Min(width, height) * DigitShare / DigitWhole) : Math.Min(width, height);
        int longer = Math.Max(ink.Width, ink.Height);
        RasterImage scaled = ink.Scale(Side(ink.Width), Side(ink.Height));
        var (left, top) = how == PicturePreparation.Digit
            ? ByMass(scaled, width, height)
            : ((width - scaled.Width) / 2, (height - scaled.Height) / 2);
        return new PreparedPicture(WithChannels(Place(scaled, left, top, width, height), channels), darkOnLight);

        int Side(int length) => Math.Max(1, (int)Math.Round((double)length * side / longer));
    }

    private static bool IsUniform(RasterImage image) => !image.Pixels.Span.ContainsAnyExcept(image.Pixels.Span[0]);

    private static RasterImage WithChannels(RasterImage image, int channels)
    {
        if (channels == 1 || image.Channels == channels)
        {
            return channels == 1 ? image.ToGrey() : image;
        }

        var pixels = new byte[image.Pixels.Length * channels];
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            pixels.AsSpan(i * channels, channels).Fill(image.Pixels.Span[i]);
        }

        return new RasterImage(image.Width, image.Height, channels, pixels);
    }

    /// <summary>Where the picture's upper left corner goes so that its centre of mass comes to the middle, by whole pixels.</summary>
    private static (int Left, int Top) ByMass(RasterImage image, int width, int height)
    {
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        double mass = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            mass += pixels[i];
            sumX += (double)pixels[i] * (i % image.Width);
            sumY += (double)pixels[i] * (i / image.Width);
        }

        // This rounding gives back the place of every image of MNIST.
        int left = (int)Math.Floor((width / 2.0) - (sumX / mass) + 0.5);
        int top = (int)Math.Floor((height / 2.0) - (sumY / mass) + 0.5);
        return (Math.Clamp(left, 0, width - image.Width), Math.Clamp(top, 0, height - image.Height));
    }

    private static RasterImage Place(RasterImage image, int left, int top, int width, int height)
    {
        // A stroke that became thin would be faint too.
        int brightest = Math.Max((byte)1, image.Pixels.ToArray().Max());
        var pixels = new byte[width * height];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                int value = image.Pixels.Span[(y * image.Width) + x];
                pixels[((top + y) * width) + left + x] = (byte)(((value * 255) + (brightest / 2)) / brightest);
            }
        }

        return new RasterImage(width, height, 1, pixels);
    }
}
