using System.Numerics;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>
/// Registers and places of up to 32 threads. A register is 32 neighbouring values, zero-extended to 64 bits;
/// predicates are one bit a lane.
/// </summary>
internal sealed partial class PtxWarp
{
    public const int Lanes = 32;

    private readonly PtxProgram _program;

    public PtxWarp(PtxProgram program, PtxGroup group, int number, int threads)
    {
        _program = program;
        Group = group;
        Number = number;
        Existing = threads >= Lanes ? uint.MaxValue : (1u << threads) - 1;
        Values = new ulong[program.RegisterCount * Lanes];
        Predicates = new uint[program.RegisterCount];
        Written = new uint[program.RegisterCount];
        Undefined = new uint[program.RegisterCount];
        foreach (var (bits, register) in program.Constants)
            Values.AsSpan(register * Lanes, Lanes).Fill(bits);
    }

    public PtxGroup Group { get; }
    public int Number { get; }

    /// <summary>The lanes that have a thread.</summary>
    public uint Existing { get; }

    public ulong[] Values { get; }
    public uint[] Predicates { get; }

    /// <summary>For each register, the lanes that have written it.</summary>
    public uint[] Written { get; }

    /// <summary>For each register, the lanes in which the ISA leaves its value undefined.</summary>
    public uint[] Undefined { get; }

    /// <summary>Counts the barriers that all of the warp's threads passed together.</summary>
    public int Epoch { get; set; }

    public long Steps { get; private set; }
    public PtxAsyncCopies Copies { get; } = new();

    public void Begin()
    {
        Array.Clear(Undefined);
        Array.Fill(Written, uint.MaxValue);
        Array.Clear(Written, (int)PtxSpecial.Count, _program.Function.Registers.Count);
        Array.Clear(_places);
        _live = Existing;
        _waiting = 0;
        _atBarrier = 0;
        Epoch = 0;
        Copies.Clear();
        for (int lane = 0; lane < BitOperations.PopCount(Existing); lane++)
            Group.FillSpecials(this, lane);
    }

    /// <summary>Fails if a source was never written; gives the lanes whose value is undefined.</summary>
    public uint Use(int source, uint active)
    {
        if ((active & ~Written[source]) != 0)
            throw Unwritten(source, active & ~Written[source]);
        return Undefined[source];
    }

    /// <summary>Fails unless a source has a defined value: it decides where to go or what to touch.</summary>
    public void Need(int source, uint active)
    {
        uint bad = Use(source, active) & active;
        if (bad != 0)
            throw Fault(PtxFaultKind.Undefined, BitOperations.TrailingZeroCount(bad), $"{_program.NameOf(source)} has a value that the ISA leaves undefined");
    }

    public void Define(int target, uint active, uint undefined)
    {
        Written[target] |= active;
        Undefined[target] = (Undefined[target] & ~active) | (undefined & active);
    }

    public PtxFaultException Fault(PtxFaultKind kind, int lane, string what)
    {
        var place = _program.Code[_current];
        return new PtxFaultException(kind, $"{what}: {_program.Name}, line {place.Line}: {place.Text}, {DescribeLane(lane)}.");
    }

    public string DescribeLane(int lane) => Group.DescribeThread((Number * Lanes) + lane);

    private PtxFaultException Unwritten(int source, uint lanes) =>
        Fault(PtxFaultKind.Undefined, BitOperations.TrailingZeroCount(lanes), $"{_program.NameOf(source)} was never written");
}
