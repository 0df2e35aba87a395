using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>Neighbouring loads, or stores, of one type that one instruction does; in the order of their addresses.</summary>
/// <param name="Leader">The one at whose place the instruction goes: the first load, the last store.</param>
internal sealed record PtxVectorAccess(IReadOnlyList<Instruction> Members, Instruction Leader);

/// <summary>
/// Finds accesses of 4 or 8 bytes in one block that together are 8 or 16 bytes wide and aligned to that, and that may be
/// done at once: a load moves up to the first, a store down to the last, past nothing that could touch the same memory, and past
/// no synchronisation or assertion.
/// <para>Cost: accesses of a block times those of a run between two barriers.</para>
/// </summary>
internal sealed class PtxVectorAccesses
{
    private readonly PointerAlignment _alignment;
    private readonly MemoryAliases _aliases;
    private readonly Dictionary<Instruction, PtxVectorAccess> _accesses = new(ReferenceEqualityComparer.Instance);

    public PtxVectorAccesses(Function function, int parameterAlignment)
    {
        _alignment = new(function, parameterAlignment);
        _aliases = new(function);
        foreach (var block in function.Blocks)
            Visit(block.Instructions);
    }

    /// <summary>How many accesses are part of a vector.</summary>
    public int Count => _accesses.Count;

    /// <summary>The access that an instruction is part of; null if it is on its own.</summary>
    public PtxVectorAccess? Of(Instruction instruction) => _accesses.GetValueOrDefault(instruction);

    /// <summary>Splits an address into a base and a constant.</summary>
    private static (Value Base, long Offset) Split(Value pointer)
    {
        long offset = 0;
        while (pointer is Instruction { Op: Op.Offset } step)
        {
            offset += step.Immediate;
            pointer = step.Operands[0];
        }
        return (pointer, offset);
    }

    private void Visit(List<Instruction> instructions)
    {
        for (int i = 0; i < instructions.Count; i++)
        {
            if (instructions[i].Op is not (Op.Load or Op.Store) || _accesses.ContainsKey(instructions[i]) || SizeOf(instructions[i]) == 0)
                continue;
            var run = Collect(instructions, i);
            for (int width = Math.Min(4, PointerAlignment.Most / SizeOf(instructions[i])); width >= 2; width /= 2)
                Group(run, width);
        }
    }

    /// <summary>The accesses from one on that may be done together with it, by their offsets.</summary>
    private SortedDictionary<long, Place> Collect(List<Instruction> instructions, int start)
    {
        var first = instructions[start];
        var (basis, offset) = Split(first.Operands[0]);
        var found = new SortedDictionary<long, Place> { [offset] = new(first, start) };
        var between = new List<Instruction>();
        for (int i = start + 1; i < instructions.Count; i++)
        {
            var next = instructions[i];
            if (next.Op is not (Op.Load or Op.Store))
            {
                if (next.Op == Op.Assert || MemoryAliases.IsFence(next))
                    break;
                continue;
            }
            var (nextBase, nextOffset) = Split(next.Operands[0]);
            bool isLike = next.Op == first.Op && TypeOf(next) == TypeOf(first) && nextBase == basis && !_accesses.ContainsKey(next);
            if (first.Op == Op.Load)
            {
                // It would move up past what stands between.
                if (isLike && !between.Exists(store => _aliases.MayChange(store, next.Operands[0], next.Type)))
                    found.TryAdd(nextOffset, new(next, i));
                else if (next.Op == Op.Store)
                    between.Add(next);
            }
            else if (isLike ? !found.TryAdd(nextOffset, new(next, i)) : found.Values.Any(store => MayMeet(store.Access, next)))
            {
                // What is stored so far would move down past this one.
                break;
            }
        }
        return found;
    }

    private bool MayMeet(Instruction store, Instruction other) => _aliases.MayChange(store, other.Operands[0], TypeOf(other));

    private void Group(SortedDictionary<long, Place> run, int width)
    {
        foreach (var (offset, (first, _)) in run)
        {
            int size = SizeOf(first);
            if (_alignment.Of(first.Operands[0]) < size * width)
                continue;
            var members = new List<Place>(width);
            for (int i = 0; i < width && run.TryGetValue(offset + (i * size), out var place) && !_accesses.ContainsKey(place.Access); i++)
                members.Add(place);
            if (members.Count < width)
                continue;
            var leader = first.Op == Op.Load ? members.MinBy(place => place.Position) : members.MaxBy(place => place.Position);
            var access = new PtxVectorAccess([.. members.Select(place => place.Access)], leader.Access);
            foreach (var place in members)
                _accesses.Add(place.Access, access);
        }
    }

    private static IRType TypeOf(Instruction access) => access.Op == Op.Load ? access.Type : access.Operands[1].Type;

    /// <summary>The bytes of an access that can be part of a vector; else 0.</summary>
    private static int SizeOf(Instruction access) => TypeOf(access).IsArithmetic() ? TypeOf(access).SizeInBytes() : 0;

    private readonly record struct Place(Instruction Access, int Position);
}
