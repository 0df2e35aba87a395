using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class AxisScaleTests
{
    [Theory]
    [InlineData(0.3, 0.97, 6, "0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.871, 0.913, 6, "0.87 0.88 0.89 0.90 0.91 0.92")]
    [InlineData(0, 100, 5, "0 20 40 60 80 100")]
    [InlineData(-3, 12, 4, "-5 0 5 10 15")]
    [InlineData(12000, 58000, 5, "10,000 20,000 30,000 40,000 50,000 60,000")]
    [InlineData(5, 5, 4, "4.5 5.0 5.5")]
    [InlineData(0, 0, 2, "0.0 0.5 1.0")]
    [InlineData(0, 3e-7, 3, "0 1e-7 2e-7 3e-7")]
    public void TicksAreRoundAndHoldTheValues(double low, double high, int ticks, string expected)
    {
        AxisScale scale = AxisScale.Around([high, double.NaN, low, double.PositiveInfinity], ticks);

        Assert.Equal(expected, string.Join(' ', scale.Ticks.Select(scale.Label)));
    }

    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(1, 3, "1 2 3")]
    [InlineData(1, 30, "5 10 15 20 25 30")]
    public void WholeTicksAreWholeNumbers(double low, double high, string expected)
    {
        AxisScale scale = AxisScale.Whole([low, high], 10);

        Assert.Equal(expected, string.Join(' ', scale.Ticks.Select(scale.Label)));
    }

    [Fact]
    public void AnyRangeHasFewTicksThatHoldIt()
    {
        var random = new Random(2);
        for (int i = 0; i < 2000; i++)
        {
            double low = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 13));
            double high = low + (random.NextDouble() * Math.Pow(10, random.Next(-12, 13)));
            AxisScale scale = AxisScale.Around([low, high], 6);
            double[] ticks = [.. scale.Ticks];

            Assert.InRange(ticks.Length, 2, 9);
            double slack = 1e-6 * (scale.Maximum - scale.Minimum);
            Assert.InRange(low, ticks[0] - slack, ticks[^1] + slack);
            Assert.InRange(high, ticks[0] - slack, ticks[^1] + slack);
            Assert.InRange(scale.Place(low, 100, 0), -0.001, 100.001);
        }
    }

    [Fact]
    public void ValuesWithoutANumberOrBeyondAllNumbersAreNoError()
    {
        Assert.Equal((0, 1), (AxisScale.Around([], 5).Minimum, AxisScale.Around([double.NaN], 5).Maximum));
        Assert.True(double.IsFinite(AxisScale.Around([-double.MaxValue, double.MaxValue], 5).Maximum));
    }
}
