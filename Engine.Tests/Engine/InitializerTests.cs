using Xunit;

namespace Engine.Tests.Engine;

public sealed class InitializerTests
{
    [Theory]
    [InlineData(Initializer.GlorotUniform, 2.0 / 500)]
    [InlineData(Initializer.GlorotNormal, 2.0 / 500)]
    [InlineData(Initializer.HeUniform, 2.0 / 300)]
    [InlineData(Initializer.HeNormal, 2.0 / 300)]
    public void WeightsHaveTheirVarianceAndBounds(Initializer initializer, double variance)
    {
        float[] values = RandomStreams.InitialWeights(new ParameterSpec("w", [300, 200], initializer), seed: 5, tensor: 0);
        double deviation = Math.Sqrt(variance);
        Assert.InRange(values.Average(value => (double)value), -0.02 * deviation, 0.02 * deviation);
        Assert.InRange(values.Average(value => (double)value * value), 0.98 * variance, 1.02 * variance);
        bool normal = initializer is Initializer.GlorotNormal or Initializer.HeNormal;
        double bound = deviation * (normal ? 2 / 0.87962566103423978 : Math.Sqrt(3));
        Assert.InRange(values.Max(value => Math.Abs((double)value)), 0.99 * bound, bound * (1 + 1e-6));

        // Of a normal distribution that is cut off, more lies near the middle than of a uniform one.
        double within = values.Count(value => Math.Abs(value) < deviation / 2) / (double)values.Length;
        Assert.Equal(normal ? 0.3564 : 0.5 / Math.Sqrt(3), within, 0.01);
    }

    [Fact]
    public void QuantilesAreThoseOfTheNormalDistribution()
    {
        Assert.Equal(0, NormalQuantile.Of(0.5), 1e-9);
        Assert.Equal(1.959963984540054, NormalQuantile.Of(0.975), 1e-8);
        Assert.Equal(-2.326347874040841, NormalQuantile.Of(0.01), 1e-8);
        Assert.Equal(-2, NormalQuantile.WithinTwoDeviations(0), 1e-8);
        Assert.Equal(0, NormalQuantile.WithinTwoDeviations(0.5), 1e-9);
    }

    [Fact]
    public void ConstantsAreConstant()
    {
        Assert.All(RandomStreams.InitialWeights(new ParameterSpec("w", [7], Initializer.Ones), 1, 0), value => Assert.Equal(1, value));
        Assert.All(RandomStreams.InitialWeights(new ParameterSpec("w", [7], Initializer.Zeros), 1, 0), value => Assert.Equal(0, value));
    }
}
