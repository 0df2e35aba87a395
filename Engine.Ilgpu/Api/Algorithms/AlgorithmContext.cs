namespace ILGPU;

/// <summary>The algorithms library.</summary>
public static class AlgorithmContext
{
    /// <summary>Allows <c>ILGPU.Algorithms</c> in kernels; here they always work.</summary>
    public static Context.Builder EnableAlgorithms(this Context.Builder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }
}
