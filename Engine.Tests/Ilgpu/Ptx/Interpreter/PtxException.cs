namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>PTX that an assembler would refuse, or that the interpreter does not know.</summary>
internal sealed class PtxException(int line, string message) : Exception($"PTX line {line}: {message}")
{
    public int Line { get; } = line;
}

internal enum PtxFaultKind
{
    OutOfBounds,
    Misaligned,
    /// <summary>A register that was never written, or a value that the ISA leaves undefined, decides something.</summary>
    Undefined,
    DataRace,
    Divergence,
    Trap,
    StepLimit,
    InvalidLaunch,
}

/// <summary>Something that a correct kernel never does, found while it ran.</summary>
internal sealed class PtxFaultException(PtxFaultKind kind, string message) : Exception($"{kind}: {message}")
{
    public PtxFaultKind Kind { get; } = kind;
}
