namespace Engine.Images;

/// <summary>The connected parts of a drawing.</summary>
internal static class InkComponents
{
    /// <summary>Marks the pixels of all parts but the small ones.</summary>
    /// <param name="ink">How much ink each pixel has, row-major.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="threshold">A pixel with more is drawn.</param>
    /// <param name="share">A part with a smaller share of the largest part's ink is left out.</param>
    public static bool[] Largest(float[] ink, int width, int height, float threshold, double share)
    {
        var part = new int[ink.Length];
        var masses = new List<double> { 0 };
        var open = new Stack<int>();
        for (int start = 0; start < ink.Length; start++)
        {
            if (ink[start] <= threshold || part[start] != 0)
            {
                continue;
            }

            int number = masses.Count;
            double mass = 0;
            part[start] = number;
            open.Push(start);
            while (open.TryPop(out int place))
            {
                mass += ink[place];
                foreach (int neighbour in Neighbours(place, width, height))
                {
                    if (ink[neighbour] > threshold && part[neighbour] == 0)
                    {
                        part[neighbour] = number;
                        open.Push(neighbour);
                    }
                }
            }

            masses.Add(mass);
        }

        double least = share * masses.Max();
        return Array.ConvertAll(part, number => number != 0 && masses[number] >= least);
    }

    private static IEnumerable<int> Neighbours(int place, int width, int height)
    {
        int x = place % width;
        int y = place / width;
        for (int v = Math.Max(0, y - 1); v <= Math.Min(height - 1, y + 1); v++)
        {
            for (int u = Math.Max(0, x - 1); u <= Math.Min(width - 1, x + 1); u++)
            {
                yield return (v * width) + u;
            }
        }
    }
}
