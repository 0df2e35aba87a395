using System.Globalization;

namespace Engine.Cli.CommandLine;

/// <summary>Reads the values of options and says, where one is wrong, what would be right.</summary>
internal static class OptionValue
{
    public static int Integer(string option, string text, int low, int high = int.MaxValue) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= low && value <= high
            ? value
            : throw new UsageException($"{option} is '{text}'; give a whole number {(high == int.MaxValue ? $"of at least {low}" : $"from {low} to {high}")}.");

    public static int? OptionalInteger(string option, string? text, int low) =>
        text is null ? null : Integer(option, text, low);

    public static ulong Seed(string option, string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new UsageException($"{option} is '{text}'; give a whole number from 0 to {ulong.MaxValue}.");

    /// <summary>A positive number.</summary>
    public static float Positive(string option, string text) =>
        TryNumber(text, out float value) && value > 0
            ? value
            : throw new UsageException($"{option} is '{text}'; give a number above 0, such as 0.001.");

    /// <summary>A number of at least 0.</summary>
    public static float NotNegative(string option, string text) =>
        TryNumber(text, out float value) && value >= 0
            ? value
            : throw new UsageException($"{option} is '{text}'; give a number of at least 0, such as 0.004.");

    /// <summary>A number in [0, 1).</summary>
    public static float Fraction(string option, string text) =>
        TryNumber(text, out float value) && value is >= 0 and < 1
            ? value
            : throw new UsageException($"{option} is '{text}'; give a number of at least 0 and below 1, such as 0.2.");

    /// <summary>A number in (0, 1).</summary>
    public static float Share(string option, string text) =>
        TryNumber(text, out float value) && value is > 0 and < 1
            ? value
            : throw new UsageException($"{option} is '{text}'; give a number above 0 and below 1, such as 0.2.");

    public static string Choice(string option, string text, params string[] choices) =>
        choices.Contains(text, StringComparer.Ordinal)
            ? text
            : throw new UsageException($"{option} is '{text}'; use {Join(choices)}.{Nearest.Hint(text, choices)}");

    public static string Accelerator(string option, string text)
    {
        string[] parts = text.Split(':');
        string[] kinds = ["auto", "cpu", "cuda", "opencl"];
        bool numbered = parts.Length == 2 && parts[0] is "cuda" or "opencl";
        if (kinds.Contains(parts[0], StringComparer.Ordinal)
            && (parts.Length == 1 || (numbered && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))))
        {
            return text;
        }

        throw new UsageException($"{option} is '{text}'; use auto, cpu, cuda, cuda:N, opencl or opencl:N.{Nearest.Hint(parts[0], kinds)}");
    }

    private static bool TryNumber(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    private static string Join(string[] words) => string.Join(", ", words[..^1]) + " or " + words[^1];
}
