namespace Engine.Kernels;

/// <summary>How many vectors of columns of a tile hold any.</summary>
internal interface IVectorCount
{
    /// <summary>One or two.</summary>
    static abstract int Vectors { get; }
}

/// <summary>One: the last columns of C.</summary>
internal readonly struct OneVector : IVectorCount
{
    public static int Vectors => 1;
}

/// <summary>All of <see cref="PackedGemm.Columns"/>.</summary>
internal readonly struct TwoVectors : IVectorCount
{
    public static int Vectors => PackedGemm.Columns;
}
