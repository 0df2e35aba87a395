namespace Engine.Cli.CommandLine;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class Nearest
{
    private const int MaxLength = 64;

    /// <summary>" Did you mean 'x'?" for the candidate closest to <paramref name="word"/>, or nothing if none is close.</summary>
    public static string Hint(string word, IEnumerable<string> candidates)
    {
        if (word.Length > MaxLength)
        {
            return "";
        }

        string? best = candidates.MinBy(candidate => Distance(word, candidate));
        return best is not null && Distance(word, best) <= Math.Max(2, best.Length / 3) ? $" Did you mean '{best}'?" : "";
    }

    // Insertions, deletions, replacements and swaps of neighbours, without regard to case.
    private static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                int replaced = distance[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                int best = Math.Min(replaced, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    best = Math.Min(best, distance[i - 2, j - 2] + 1);
                }

                distance[i, j] = best;
            }
        }

        return distance[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
