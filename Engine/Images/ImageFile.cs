using Engine.Images;
using Engine.Runs;

namespace Engine;

/// <summary>What shows through where a picture is transparent.</summary>
public enum ImageBackground
{
    /// <summary>White paper.</summary>
    White,

    /// <summary>A black screen.</summary>
    Black,
}

/// <summary>
/// Reads and writes pictures: PNG (every colour type and bit depth, interlaced or not), PGM and PPM (text and binary).
/// Samples of other depths are scaled to 8 bits; gamma and colour profiles are ignored.
/// </summary>
public static class ImageFile
{
    /// <summary>The longest file accepted, in bytes.</summary>
    public const int MaxFileBytes = 1 << 28;

    /// <summary>Reads a picture; the format is told by the file's first bytes, not by its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="background">What transparent parts are laid on.</param>
    /// <exception cref="DataFormatException">The file is malformed, of an unknown format, or has more than <see cref="RasterImage.MaxPixels"/> pixels.</exception>
    /// <exception cref="EngineException">The file is missing or cannot be read.</exception>
    public static RasterImage Read(string path, ImageBackground background = ImageBackground.White)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.Length > MaxFileBytes)
            {
                throw new DataFormatException(path, MaxFileBytes, $"the file has {stream.Length} bytes; pictures of at most {MaxFileBytes} are read.");
            }

            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return Decode(content, path, background);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read the picture '{path}': {error.Message}", error);
        }
    }

    /// <summary>Writes a picture as PNG (.png), PGM (.pgm, grey only) or PPM (.ppm); an old file is replaced when the new one is complete.</summary>
    /// <param name="path">The file; its extension says the format.</param>
    /// <param name="image">The picture.</param>
    /// <exception cref="EngineException">The extension is another one or does not suit the picture, or the file cannot be written.</exception>
    public static void Write(string path, RasterImage image)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(image);
        byte[] content = (Path.GetExtension(path).ToUpperInvariant(), image.Channels) switch
        {
            (".PNG", _) => PngWriter.Encode(image),
            (".PGM", 1) => PnmFormat.Encode(image),
            (".PPM", 3) => PnmFormat.Encode(image),
            _ => throw new EngineException($"Cannot write '{path}': a picture in {(image.Channels == 1 ? "grey is written as .png or .pgm" : "colour is written as .png or .ppm")}."),
        };
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>Reads a picture from memory.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="background">What transparent parts are laid on.</param>
    /// <exception cref="DataFormatException">The content is malformed, of an unknown format, or has too many pixels.</exception>
    public static RasterImage Decode(byte[] content, string name, ImageBackground background = ImageBackground.White)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return PngReader.IsPng(content) ? PngReader.Decode(content, name, background)
            : PnmFormat.IsPnm(content) ? PnmFormat.Decode(content, name)
            : throw new DataFormatException(name, 0, $"expected a picture in PNG, PGM or PPM, found {Start(content)}; convert it to PNG.");
    }

    /// <summary>Refuses sizes before memory is taken for them.</summary>
    internal static void CheckSize(string name, long offset, long width, long height)
    {
        if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue || width * height > RasterImage.MaxPixels)
        {
            throw new DataFormatException(name, offset, $"the picture claims {width} x {height} pixels; 1 to {RasterImage.MaxPixels} pixels are read.");
        }
    }

    private static string Start(byte[] content) => content switch
    {
        [] => "an empty file",
        [0xff, 0xd8, ..] => "a JPEG file",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "a GIF file",
        [(byte)'B', (byte)'M', ..] => "a BMP file",
        _ => Convert.ToHexString(content.AsSpan(0, Math.Min(8, content.Length))),
    };
}
