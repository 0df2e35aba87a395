namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal enum PtxStepKind
{
    Plain,
    Branch,
    IndexedBranch,
    /// <summary>Waits for the lanes of a mask, then runs for all of them.</summary>
    WarpSync,
    /// <summary>Waits for the other warps.</summary>
    Barrier,
    Exit,
    Trap,
}

/// <summary>Special registers, by the number of the register that holds them.</summary>
internal enum PtxSpecial
{
    TidX, TidY, TidZ,
    NtidX, NtidY, NtidZ,
    CtaidX, CtaidY, CtaidZ,
    NctaidX, NctaidY, NctaidZ,
    LaneId, WarpId, WarpCount,
    LaneMaskEq, LaneMaskLt, LaneMaskLe, LaneMaskGt, LaneMaskGe,
    DynamicSharedBytes, SharedBytes, GridId,
    Count,
}

internal delegate void PtxAction(PtxWarp warp, uint active);

/// <summary>One instruction, ready to run.</summary>
internal readonly record struct PtxStep
{
    public required PtxStepKind Kind { get; init; }
    public required int Line { get; init; }
    public required string Text { get; init; }

    /// <summary>The register of the predicate that guards it, or -1.</summary>
    public int Guard { get; init; }

    /// <summary>All ones if the guard is negated.</summary>
    public uint GuardFlip { get; init; }

    public PtxAction? Run { get; init; }

    /// <summary>Of a branch, where to; of a barrier, the register of the thread count, or -1.</summary>
    public int Target { get; init; }

    /// <summary>The register of a member mask (or -1), a branch index or a barrier's number.</summary>
    public int Selector { get; init; }

    public int[]? Table { get; init; }

    /// <summary>Lanes must not part here.</summary>
    public bool Uniform { get; init; }

    /// <summary>What a reducing barrier does once it is complete.</summary>
    public Action<PtxWarp[]>? Reduce { get; init; }
}

/// <summary>A kernel, ready to run.</summary>
internal sealed class PtxProgram
{
    public required string Name { get; init; }
    public required PtxFunction Function { get; init; }
    public required PtxStep[] Code { get; init; }

    /// <summary>The number of each constant's register; they come after those that the text declares.</summary>
    public required IReadOnlyDictionary<ulong, int> Constants { get; init; }

    public int RegisterCount => (int)PtxSpecial.Count + Function.Registers.Count + Constants.Count;

    /// <summary>Shared memory with a size of its own; what the launch adds begins behind it.</summary>
    public required int SharedBytes { get; init; }

    public required int LocalBytes { get; init; }

    /// <summary>Where each parameter is in the parameter block, and the block's size.</summary>
    public required IReadOnlyDictionary<string, int> ParameterOffsets { get; init; }

    public required int ParameterBytes { get; init; }

    public string NameOf(int register)
    {
        if (register < (int)PtxSpecial.Count)
            return ((PtxSpecial)register).ToString();
        register -= (int)PtxSpecial.Count;
        return register < Function.Registers.Count ? Function.Registers[register].Name : "a constant";
    }
}
