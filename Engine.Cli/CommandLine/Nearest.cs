namespace Engine.Cli.CommandLine;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class Nearest
{
    /// <summary>" Did you mean 'x'?" for the candidate closest to <paramref name="word"/>, or nothing if none is close.</summary>
    public static string Hint(string word, IEnumerable<string> candidates)
    {
        string? best = candidates.MinBy(candidate => Distance(word, candidate));
        return best is not null && Distance(word, best) <= Math.Max(2, best.Length / 3) ? $" Did you mean '{best}'?" : "";
    }

    // Levenshtein's distance, without regard to case.
    private static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + change);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
