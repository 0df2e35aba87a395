using System.Text;
using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>
/// Pictures as text: two pixels a character by coloured half blocks where the terminal can, else by plain characters
/// from blank (black) to @ (white), which pipes and NO_COLOR get.
/// </summary>
internal static class ImageText
{
    private const string Ramp = " .:-=+*#%@";
    private const string UpperHalf = "\u2580";
    private const int MaxWidth = 64;
    private const int Gap = 2;

    /// <summary>Prints pictures of one size side by side, as many as fit, each with a caption above.</summary>
    public static void Show(IReadOnlyList<(RasterImage Image, string Caption)> images)
    {
        IAnsiConsole console = Terminal.Create();
        bool blocks = Terminal.IsLive && console.Profile.Capabilities.Unicode && console.Profile.Capabilities.ColorSystem is not (ColorSystem.NoColors or ColorSystem.Legacy or ColorSystem.Standard);
        RasterImage[] fitted = [.. images.Select(image => Fitted(image.Image))];
        int width = fitted.Max(image => image.Width);
        int perRow = Math.Max(1, (console.Profile.Width - 1 + Gap) / (width + Gap));
        for (int first = 0; first < fitted.Length; first += perRow)
        {
            int count = Math.Min(perRow, fitted.Length - first);
            string captions = string.Concat(images.Skip(first).Take(count).Select(image => Cut(image.Caption, width).PadRight(width + Gap)));
            console.WriteLine(captions.TrimEnd());
            RasterImage[] row = fitted[first..(first + count)];
            int lines = row.Max(image => (image.Height + 1) / 2);
            for (int line = 0; line < lines; line++)
            {
                if (blocks)
                {
                    console.Write(BlockLine(row, line, width));
                    console.WriteLine();
                }
                else
                {
                    console.WriteLine(string.Concat(row.Select(image => PlainLine(image, line).PadRight(width + Gap))).TrimEnd());
                }
            }

            console.WriteLine();
        }
    }

    /// <summary>A line of plain characters: rows 2·line and 2·line + 1 of the picture, averaged.</summary>
    public static string PlainLine(RasterImage image, int line)
    {
        RasterImage grey = image.ToGrey();
        var text = new StringBuilder();
        for (int x = 0; x < grey.Width && 2 * line < grey.Height; x++)
        {
            int value = (Pixel(grey, x, 2 * line) + Pixel(grey, x, (2 * line) + 1)) / 2;
            text.Append(Ramp[value * Ramp.Length / 256]);
        }

        return text.ToString();
    }

    private static Paragraph BlockLine(RasterImage[] row, int line, int width)
    {
        var paragraph = new Paragraph();
        foreach (RasterImage image in row)
        {
            for (int x = 0; x < image.Width && 2 * line < image.Height; x++)
            {
                paragraph.Append(UpperHalf, new Style(Colour(image, x, 2 * line), Colour(image, x, (2 * line) + 1)));
            }

            paragraph.Append(new string(' ', width - image.Width + Gap));
        }

        return paragraph;
    }

    private static RasterImage Fitted(RasterImage image) => image.Width <= MaxWidth
        ? image
        : image.Scale(MaxWidth, Math.Max(1, image.Height * MaxWidth / image.Width));

    private static int Pixel(RasterImage image, int x, int y) => y < image.Height ? image.Pixels.Span[(y * image.Width) + x] : 0;

    private static Color Colour(RasterImage image, int x, int y)
    {
        if (y >= image.Height)
        {
            return Color.Default;
        }

        ReadOnlySpan<byte> pixel = image.Pixels.Span.Slice(((y * image.Width) + x) * image.Channels, image.Channels);
        return new Color(pixel[0], pixel[image.Channels == 3 ? 1 : 0], pixel[^1]);
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..width];
}
