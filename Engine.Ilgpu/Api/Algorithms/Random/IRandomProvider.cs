namespace ILGPU.Algorithms.Random;

/// <summary>A random number generator that works in kernels and on the host.</summary>
public interface IRandomProvider
{
    /// <summary>A number from 0 to <see cref="int.MaxValue"/>.</summary>
    int Next();

    /// <summary>A number from 0 to <see cref="long.MaxValue"/>.</summary>
    long NextLong();

    /// <summary>A number in [0, 1).</summary>
    float NextFloat();

    /// <summary>A number in [0, 1).</summary>
    double NextDouble();
}

/// <summary>A generator that can make others of its kind.</summary>
public interface IRandomProvider<TProvider> : IRandomProvider
    where TProvider : struct, IRandomProvider<TProvider>
{
    /// <summary>Skips numbers.</summary>
    void ShiftPeriod(int shift);

    /// <summary>Another generator, its state drawn from this one.</summary>
    TProvider NextProvider();

    TProvider CreateProvider(System.Random random);

    TProvider CreateProvider<TRandomProvider>(ref TRandomProvider random)
        where TRandomProvider : struct, IRandomProvider<TRandomProvider>;
}
