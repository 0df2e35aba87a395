using Engine.Images;

namespace Engine.Charts;

/// <summary>Samples as pictures, and pictures within charts.</summary>
public static class ChartPictures
{
    /// <summary>Whether samples are pictures: bytes of [height, width], with 1 or 3 channels behind or without.</summary>
    public static bool ArePictures(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return !data.HasFeatures && data.InputShape is [_, _] or [_, _, 1 or 3];
    }

    /// <summary>A sample of a data set of pictures.</summary>
    /// <exception cref="EngineException">The samples are no pictures.</exception>
    public static RasterImage Of(Dataset data, int index)
    {
        if (!ArePictures(data))
        {
            throw new EngineException($"The samples of data set {data.Name} are no pictures: those are bytes of shape (height, width) or (height, width, 3), not {Shapes.Format(data.InputShape)}.");
        }

        return new RasterImage(
            data.InputShape[1],
            data.InputShape[0],
            data.InputShape is [_, _, var channels] ? channels : 1,
            data.Images.Slice(index * data.SampleSize, data.SampleSize));
    }

    /// <summary>Draws a picture, its proportions kept, within a square.</summary>
    internal static void Draw(SvgWriter svg, RasterImage image, double x, double y, double size, string title)
    {
        double scale = size / Math.Max(image.Width, image.Height);
        double width = image.Width * scale;
        double height = image.Height * scale;
        x += (size - width) / 2;
        y += (size - height) / 2;
        string address = "data:image/png;base64," + Convert.ToBase64String(PngWriter.Encode(image));
        svg.Element("image", title, ("x", x), ("y", y), ("width", width), ("height", height), ("class", "pixels"), ("href", address));
        svg.Rectangle(x, y, width, height, "frame");
    }
}
