using System.Globalization;

namespace Engine.Charts;

/// <summary>The range of an axis with ticks at round numbers: 1, 2 or 5 times a power of ten apart.</summary>
internal sealed record AxisScale(double Minimum, double Maximum, double Step)
{
    /// <summary>Where the ticks are, from the least to the largest.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            int count = (int)Math.Floor(((Maximum - Minimum) / Step) + 1e-6);
            double first = Math.Ceiling((Minimum / Step) - 1e-6);
            for (int i = 0; i <= count; i++)
            {
                yield return (first + i) * Step;
            }
        }
    }

    /// <summary>The range that holds all values and begins and ends at ticks.</summary>
    /// <param name="values">Those that are not finite do not count.</param>
    /// <param name="ticks">About how many ticks there shall be.</param>
    public static AxisScale Around(IEnumerable<double> values, int ticks)
    {
        var (low, high) = Range(values);
        double step = RoundStep((high - low) / ticks);
        return new AxisScale(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, step);
    }

    /// <summary>The range that begins and ends with the values, with ticks at whole numbers.</summary>
    public static AxisScale Whole(IEnumerable<double> values, int ticks)
    {
        var (low, high) = Range(values);
        return new AxisScale(low, high, Math.Max(1, RoundStep((high - low) / ticks)));
    }

    /// <summary>Where a value lies between the places of the minimum and the maximum.</summary>
    public double Place(double value, double atMinimum, double atMaximum) =>
        atMinimum + ((value - Minimum) / (Maximum - Minimum) * (atMaximum - atMinimum));

    /// <summary>A tick in as many digits as tell it from its neighbours.</summary>
    public string Label(double tick)
    {
        double largest = Math.Max(Math.Abs(Minimum), Math.Abs(Maximum));
        if (Step < 1e-5 || largest >= 1e7)
        {
            return tick == 0 ? "0" : tick.ToString("0.###e0", CultureInfo.InvariantCulture);
        }

        int decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(Step) + 1e-9));
        string text = tick.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return double.Parse(text, CultureInfo.InvariantCulture) == 0 ? text.TrimStart('-') : text;
    }

    // A range of some width, whatever the values.
    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values.Where(double.IsFinite))
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (low > high)
        {
            return (0, 1);
        }

        // Beyond that, differences overflow.
        low = Math.Clamp(low, -1e300, 1e300);
        high = Math.Clamp(high, -1e300, 1e300);
        double least = Math.Max(1e-9, 1e-6 * Math.Max(Math.Abs(low), Math.Abs(high)));
        return high - low >= least ? (low, high)
            : low == 0 ? (0, 1)
            : (low - (Math.Abs(low) / 10), high + (Math.Abs(high) / 10));
    }

    private static double RoundStep(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1.0001 ? 1 : factor <= 2.0001 ? 2 : factor <= 5.0001 ? 5 : 10);
    }
}
