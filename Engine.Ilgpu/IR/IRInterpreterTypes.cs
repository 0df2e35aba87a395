using System.Runtime.InteropServices;

namespace Engine.Ilgpu.IR;

/// <summary>How <see cref="IRInterpreter"/> runs a launch, and what it watches for.</summary>
internal sealed record InterpreterOptions
{
    public static InterpreterOptions Default { get; } = new();

    /// <summary>Items of a group with consecutive linear indices form warps of this size; the last may be smaller.</summary>
    public int WarpSize { get; init; } = 32;

    public bool DetectRaces { get; init; } = true;

    /// <summary>False: two items that write the same byte with the same value do not race.</summary>
    public bool SameValueWritesRace { get; init; } = true;

    /// <summary>Reports a read of shared memory that no item of the group has written.</summary>
    public bool DetectUninitializedShared { get; init; } = true;

    /// <summary>Instructions that the whole launch may take.</summary>
    public long StepLimit { get; init; } = 100_000_000;
}

/// <summary>Global memory of the interpreter.</summary>
internal sealed class InterpreterBuffer(byte[] data)
{
    public byte[] Data { get; } = data;

    public static InterpreterBuffer From<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        new(MemoryMarshal.AsBytes(values).ToArray());

    public Span<T> As<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Data.AsSpan());
}

/// <summary>What one parameter of the function receives: bits, or a place in a buffer.</summary>
internal readonly record struct InterpreterArgument
{
    private InterpreterArgument(long bits, InterpreterBuffer? buffer)
    {
        Bits = bits;
        Buffer = buffer;
    }

    /// <summary>The value's bits in any extension, or the byte offset in the buffer.</summary>
    public long Bits { get; }

    public InterpreterBuffer? Buffer { get; }

    public static InterpreterArgument FromBits(long bits) => new(bits, null);
    public static InterpreterArgument FromFloat(float value) => new(BitConverter.SingleToUInt32Bits(value), null);
    public static InterpreterArgument FromDouble(double value) => new(BitConverter.DoubleToInt64Bits(value), null);
    public static InterpreterArgument Pointer(InterpreterBuffer buffer, long offset = 0) => new(offset, buffer);
    public static InterpreterArgument Null => default;
}

internal enum InterpreterProblemKind
{
    /// <summary>Two unordered accesses to one byte, at least one of them a plain write. The launch goes on.</summary>
    DataRace,
    /// <summary>Read of shared memory that was never written. The launch goes on.</summary>
    UninitializedShared,
    /// <summary>Some items wait at a synchronisation that others never reach.</summary>
    BarrierDivergence,
    OutOfBounds,
    Misaligned,
    NullPointer,
    /// <summary>A pointer that was made from no allocation, or to another item's local memory.</summary>
    InvalidPointer,
    /// <summary>An operand outside what the operation allows, such as a shuffle width of 3.</summary>
    InvalidOperand,
    UnreachableReached,
    StepLimit,
}

/// <summary>Something that a correct kernel never does.</summary>
internal sealed record InterpreterProblem(InterpreterProblemKind Kind, string Message)
{
    public override string ToString() => $"{Kind}: {Message}";
}

/// <summary>A false <see cref="Op.Assert"/>: it ends the launch.</summary>
internal sealed record InterpreterFault(FaultCode Code, long A, long B, SourceLocation? Location);

/// <param name="Fault">The first failed assertion, if any.</param>
/// <param name="Problems">What a correct kernel never does; empty if all was well.</param>
/// <param name="Steps">Instructions taken.</param>
internal sealed record InterpreterResult(InterpreterFault? Fault, IReadOnlyList<InterpreterProblem> Problems, long Steps)
{
    public bool Succeeded => Fault is null && Problems.Count == 0;
}
