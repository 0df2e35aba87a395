namespace Engine.Benchmarking;

/// <summary>What kind of figure a benchmark gives.</summary>
public enum KernelFamily
{
    /// <summary>What a launch costs without any work.</summary>
    Launch,

    /// <summary>Products of square matrices.</summary>
    SquareProduct,

    /// <summary>Products of the shapes that networks have, without what training fuses to them.</summary>
    NetworkProduct,

    /// <summary>The kernels of a training step, as training launches them.</summary>
    TrainingStep,

    /// <summary>Kernels that stream through memory, and copies of as many bytes.</summary>
    Stream,
}
