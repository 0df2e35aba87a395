using System.Reflection;
using System.Runtime.Intrinsics.X86;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Which lines of memory a tight loop of much arithmetic should ask for ahead of time: those of its streams, that is, of
/// what it loads at addresses that go on by a fixed number of bytes each turn. Loads of such a loop fill the processor's
/// queues long before it could see that the next line is not in the first cache, and processors fetch ahead by themselves
/// only within what they have seen to be a stream; panels of a product begin anew every few hundred turns.
/// </summary>
internal sealed class Prefetching
{
    public const int LineBytes = 64;

    /// <summary>With fewer fused operations a turn, a loop waits for memory whatever is asked for.</summary>
    private const int FewestFusedOperations = 8;

    /// <summary>Streams that are slower are fetched ahead in time by the processor; faster ones are not read whole.</summary>
    private const long FewestBytesPerTurn = 32;
    private const long MostBytesPerTurn = 256;

    /// <summary>A turn takes some ten cycles, the second cache some fifteen, the third a hundred and more.</summary>
    private const int TurnsAhead = 16;

    private readonly Dictionary<Instruction, List<long>> _distances = new(ReferenceEqualityComparer.Instance);

    public Prefetching(Function function)
    {
        if (!Sse.IsSupported)
            return;
        foreach (var block in function.Blocks)
        {
            if (block.Instructions.Count(instruction => instruction.Op == Op.FusedMultiplyAdd) < FewestFusedOperations)
                continue;
            foreach (var edge in block.Terminator!.Edges)
            {
                if (edge.Target == block || edge.Target.Successors.Contains(block))
                    FindStreams(block, edge);
            }
        }
    }

    /// <summary><see cref="Sse.Prefetch0"/>.</summary>
    public static MethodInfo Method { get; } = typeof(Sse).GetMethod(nameof(Sse.Prefetch0))!;

    /// <summary>How many bytes behind a load's address the lines lie that should be fetched beside it.</summary>
    public IReadOnlyList<long> DistancesFrom(Instruction load) => _distances.GetValueOrDefault(load) ?? [];

    /// <param name="body">A loop, or what follows its header in each turn.</param>
    /// <param name="back">The edge to the next turn.</param>
    private void FindStreams(Block body, Edge back)
    {
        var header = back.Target;
        var streams = new Dictionary<(Value Base, BlockParameter Index, long Size), (Instruction Load, long Offset, long First)>();
        foreach (var load in body.Instructions.Where(instruction => instruction.Op == Op.Load))
        {
            var (address, offset) = Split(load.Operands[0]);
            if (address is not { Op: Op.Element, Operands: [var start, BlockParameter index], Immediate: var size } || !header.Parameters.Contains(index)
                || IsDefinedIn(header, start) || IsDefinedIn(body, start))
                continue;
            var (firstLoad, itsOffset, first) = streams.GetValueOrDefault((start, index, size), (load, offset, offset));
            streams[(start, index, size)] = (firstLoad, itsOffset, Math.Min(first, offset));
        }
        foreach (var (stream, (load, offset, first)) in streams)
        {
            long step = StepOf(stream.Index, header, back) * stream.Size;
            if (step is < FewestBytesPerTurn or > MostBytesPerTurn)
                continue;
            var distances = new List<long>();
            for (long line = 0; line < step; line += LineBytes)
                distances.Add((TurnsAhead * step) + first + line - offset);
            _distances[load] = distances;
        }
    }

    /// <summary>What is added to a header's parameter each turn; 0 if that is not fixed.</summary>
    private static long StepOf(BlockParameter index, Block header, Edge back)
    {
        var next = back.Arguments[header.Parameters.IndexOf(index)];
        return next is Instruction { Op: Op.Add, Operands: [var before, Constant step] } && before == index ? step.Bits : 0;
    }

    private static bool IsDefinedIn(Block block, Value value) => value switch
    {
        BlockParameter parameter => block.Parameters.Contains(parameter),
        Instruction instruction => block.Instructions.Contains(instruction),
        _ => false,
    };

    private static (Instruction? Address, long Offset) Split(Value pointer)
    {
        long offset = 0;
        for (; pointer is Instruction { Op: Op.Offset } step; pointer = step.Operands[0])
            offset += step.Immediate;
        return (pointer as Instruction, offset);
    }
}
