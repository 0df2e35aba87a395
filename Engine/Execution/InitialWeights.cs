namespace Engine;

/// <summary>Draws the values that weights start with.</summary>
internal static class InitialWeights
{
    // The deviation of a standard normal distribution that is cut off at ±2.
    private const double CutDeviation = 0.87962566103423978;

    /// <summary>The values of a tensor; the i-th is a function of the i-th random number alone.</summary>
    public static float[] Draw(ParameterSpec spec, CounterRandom random)
    {
        double fanIn = spec.Shape[0];
        double fans = fanIn + spec.Shape[^1];
        return spec.Initializer switch
        {
            Initializer.Zeros => new float[spec.Size],
            Initializer.Ones => Fill(spec.Size, _ => 1),
            Initializer.GlorotUniform => Uniform(Math.Sqrt(6 / fans)),
            Initializer.HeUniform => Uniform(Math.Sqrt(6 / fanIn)),
            Initializer.GlorotNormal => Normal(Math.Sqrt(2 / fans)),
            Initializer.HeNormal => Normal(Math.Sqrt(2 / fanIn)),
            _ => throw new EngineException($"{(int)spec.Initializer} is not an initialiser."),
        };

        float[] Uniform(double limit) => Fill(spec.Size, i => ((2 * random.Unit(i)) - 1) * limit);

        float[] Normal(double deviation) => Fill(spec.Size, i => NormalQuantile.WithinTwoDeviations(random.Unit(i)) * deviation / CutDeviation);
    }

    private static float[] Fill(int size, Func<ulong, double> value)
    {
        var values = new float[size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)value((ulong)i);
        }

        return values;
    }
}
