using System.Globalization;

namespace Engine.Cli.Display;

/// <summary>Shows a person's pictures as the model saw them, and how sure it is.</summary>
internal static class PictureDisplay
{
    private const int Listed = 3;
    private const int BarWidth = 30;

    public static void Show(IReadOnlyList<(RasterImage Image, PredictedSample Sample)> pictures, IReadOnlyList<string>? classNames)
    {
        foreach (var (image, sample) in pictures)
        {
            Console.WriteLine($"{sample.Source}, as the model sees it ({image.Width} x {image.Height}):");
            ImageText.Show([(image, "")]);
            int width = Enumerable.Range(0, sample.Probabilities.Count).Max(c => Name(classNames, c).Length);
            foreach (var (@class, probability) in sample.Probabilities.Index().OrderByDescending(pair => pair.Item).Take(Listed))
            {
                string bar = new('#', (int)Math.Round(Math.Clamp(probability, 0, 1) * BarWidth));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Name(classNames, @class).PadRight(width)}  {100 * probability,5:F1} %  {bar}").TrimEnd());
            }

            Console.WriteLine();
        }
    }

    private static string Name(IReadOnlyList<string>? names, int @class) => names?[@class] ?? @class.ToString(CultureInfo.InvariantCulture);
}
