using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>What PTX is written for.</summary>
/// <param name="IsaVersion">The PTX version times ten: 60 for 6.0.</param>
/// <param name="Architecture">The sm_ number: 50 for Maxwell, 90 for Hopper.</param>
/// <param name="FastMath">Approximations of a few ulp may stand for roots, reciprocals and exponentials.</param>
internal sealed record PtxTarget(int IsaVersion, int Architecture, bool FastMath = false)
{
    public const int WarpSize = 32;

    /// <summary>The most statically declared shared memory of a kernel; what goes beyond must be dynamic.</summary>
    public const int MaxStaticSharedBytes = 48 * 1024;

    /// <summary>The most bytes of parameters that every driver takes.</summary>
    public const int MaxParameterBytes = 4096;

    /// <summary>The oldest device that code is written for.</summary>
    public static PtxTarget Oldest { get; } = new(60, 50);

    /// <summary>min and max that give NaN if an operand is NaN, in one instruction.</summary>
    public bool HasMinMaxNaN => Architecture >= 80 && IsaVersion >= 70;

    /// <summary>Elementary functions that are instructions: exponentials, where an approximation will do.</summary>
    public bool HasFunction(Op op, IRType type) => FastMath && type == IRType.Float32 && (op is Op.Exp or Op.Exp2);

    /// <summary>Atomic addition of f64.</summary>
    public bool HasAtomicAddFloat64 => Architecture >= 60;
}
