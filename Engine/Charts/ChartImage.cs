namespace Engine.Charts;

/// <summary>A small picture within a chart: rows from the top, bytes from 0 (black) to 255.</summary>
/// <param name="Width">Pixels a row, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Channels">1 for grey, 3 for red, green, blue, 4 for red, green, blue and opacity.</param>
/// <param name="Pixels">Height × Width × Channels bytes.</param>
public sealed record ChartImage(int Width, int Height, int Channels, ReadOnlyMemory<byte> Pixels)
{
    /// <summary>Whether samples of this shape are pictures: [height, width], with 1 or 3 channels behind or without.</summary>
    public static bool IsPicture(IReadOnlyList<int> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape is [_, _] or [_, _, 1 or 3];
    }

    /// <summary>A sample of a data set of pictures.</summary>
    /// <exception cref="EngineException">The samples are no pictures.</exception>
    public static ChartImage Of(Dataset data, int index)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!IsPicture(data.InputShape))
        {
            throw new EngineException($"The samples of data set {data.Name} have shape {Shapes.Format(data.InputShape)}; only (height, width) and (height, width, 3) can be shown as pictures.");
        }

        return new ChartImage(
            data.InputShape[1],
            data.InputShape[0],
            data.InputShape is [_, _, var channels] ? channels : 1,
            data.Images.Slice(index * data.SampleSize, data.SampleSize));
    }

    /// <summary>The picture in an address: a PNG file in Base64.</summary>
    internal string DataUri() => "data:image/png;base64," + Convert.ToBase64String(InlinePng.Encode(this));
}
