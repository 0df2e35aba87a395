using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>A piece of local memory that can live in a register: always read and written as a whole.</summary>
/// <param name="Index">Its number among the slots of the function.</param>
/// <param name="Type">What it is kept as; accesses by another type of the same size are bitcast.</param>
internal sealed record LocalSlot(int Index, long Offset, IRType Type)
{
    public int Size => Type.SizeInBytes();
}

/// <summary>
/// Finds the slots of a function: splits every alloca whose address is only loaded from, stored to and shifted by
/// constants into disjoint pieces. Zero stores (how a structure or an array is cleared) may cover several slots.
/// <para>Refuses: allocas indexed by a variable, or whose address is stored, compared, cast or passed along an edge;
/// pieces accessed with different sizes or overlaps (unions), and i1 mixed with i8. Those stay in memory.</para>
/// <para>Cost: one walk, and a sort of each alloca's accesses.</para>
/// </summary>
internal sealed class LocalSlots
{
    private sealed class Local(Instruction alloca)
    {
        public Instruction Alloca { get; } = alloca;
        public bool Escapes { get; set; }
        public List<(long Offset, Instruction Instruction)> Accesses { get; } = [];
    }

    private readonly Dictionary<Value, (Local Local, long Offset)> _addresses = [];
    private readonly Dictionary<Instruction, LocalSlot[]> _slots = [];
    private readonly HashSet<Instruction> _alsoInMemory = [];

    public LocalSlots(ControlFlowGraph graph)
    {
        var locals = new List<Local>();
        foreach (var block in graph.ReversePostorder)
        {
            foreach (var instruction in block.Instructions)
                Visit(instruction, locals);
            foreach (var argument in block.Terminator!.Edges.SelectMany(edge => edge.Arguments))
                Escape(argument);
        }
        foreach (var local in locals)
        {
            if (!local.Escapes)
                Split(local);
        }
    }

    public int Count { get; private set; }

    /// <summary>The slots that a load or store accesses: one, or for a zero store any number; null if it stays as it is.</summary>
    public LocalSlot[]? Of(Instruction access) => _slots.GetValueOrDefault(access);

    /// <summary>True for a zero store that also covers memory that is no slot.</summary>
    public bool StaysInMemory(Instruction store) => _alsoInMemory.Contains(store);

    private void Visit(Instruction instruction, List<Local> locals)
    {
        var operands = instruction.Operands;
        switch (instruction.Op)
        {
            case Op.Alloca:
                var local = new Local(instruction);
                locals.Add(local);
                _addresses.Add(instruction, (local, 0));
                return;
            case Op.Offset when _addresses.TryGetValue(operands[0], out var place):
                _addresses.Add(instruction, (place.Local, place.Offset + instruction.Immediate));
                return;
            case Op.Element when operands[1] is Constant index && _addresses.TryGetValue(operands[0], out var place):
                _addresses.Add(instruction, (place.Local, place.Offset + index.Bits * instruction.Immediate));
                return;
            case Op.Load when _addresses.TryGetValue(operands[0], out var place):
                place.Local.Accesses.Add((place.Offset, instruction));
                return;
            case Op.Store when _addresses.TryGetValue(operands[0], out var place):
                place.Local.Accesses.Add((place.Offset, instruction));
                Escape(operands[1]);
                return;
        }
        foreach (var operand in operands)
            Escape(operand);
    }

    private void Escape(Value value)
    {
        if (_addresses.TryGetValue(value, out var place))
            place.Local.Escapes = true;
    }

    private void Split(Local local)
    {
        if (local.Accesses.Any(access => access.Offset < 0 || access.Offset + SizeOf(access.Instruction) > local.Alloca.Immediate))
            return;
        var zeroing = local.Accesses.Where(access => IsZeroStore(access.Instruction)).ToList();
        var exact = local.Accesses.Where(access => !IsZeroStore(access.Instruction)).OrderBy(access => access.Offset).ToList();
        var slots = new List<LocalSlot>();
        var memory = new List<(long Start, long End)>();
        for (int first = 0; first < exact.Count;)
        {
            long end = exact[first].Offset + SizeOf(exact[first].Instruction);
            int last = first + 1;
            for (; last < exact.Count && exact[last].Offset < end; last++)
                end = Math.Max(end, exact[last].Offset + SizeOf(exact[last].Instruction));
            AddGroup(exact.GetRange(first, last - first), end, zeroing, slots, memory);
            first = last;
        }
        foreach (var (offset, store) in zeroing)
        {
            long end = offset + SizeOf(store);
            // Sorted and disjoint, so a run of them.
            _slots.Add(store, [.. Covered(slots, offset, end)]);
            if (memory.Any(range => range.Start < end && offset < range.End))
                _alsoInMemory.Add(store);
        }
    }

    /// <summary>Accesses that overlap each other, directly or through others: a slot if they are all of one place and size.</summary>
    private void AddGroup(List<(long Offset, Instruction Instruction)> group, long end,
        List<(long Offset, Instruction Instruction)> zeroing, List<LocalSlot> slots, List<(long Start, long End)> memory)
    {
        var (start, first) = group[0];
        int size = SizeOf(first);
        bool isSlot = group.All(access => access.Offset == start && SizeOf(access.Instruction) == size)
            && group.Select(access => TypeOf(access.Instruction) == IRType.Int1).Distinct().Count() == 1
            && zeroing.All(zero => Covers(zero, start, end) || zero.Offset >= end || zero.Offset + SizeOf(zero.Instruction) <= start);
        if (!isSlot)
        {
            memory.Add((start, end));
            return;
        }
        var typical = group.Find(access => access.Instruction.Op == Op.Load).Instruction ?? first;
        var slot = new LocalSlot(Count++, start, TypeOf(typical));
        slots.Add(slot);
        foreach (var (_, instruction) in group)
            _slots.Add(instruction, [slot]);
    }

    private static IEnumerable<LocalSlot> Covered(List<LocalSlot> slots, long start, long end)
    {
        int low = 0;
        for (int high = slots.Count; low < high;)
        {
            int middle = (low + high) / 2;
            if (slots[middle].Offset < start)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < slots.Count && slots[low].Offset < end; low++)
            yield return slots[low];
    }

    private static bool Covers((long Offset, Instruction Instruction) access, long start, long end) =>
        access.Offset <= start && end <= access.Offset + SizeOf(access.Instruction);

    private static bool IsZeroStore(Instruction access) => access.Op == Op.Store && access.Operands[1] is Constant { Bits: 0 };

    private static IRType TypeOf(Instruction access) => access.Op == Op.Load ? access.Type : access.Operands[1].Type;

    private static int SizeOf(Instruction access) => TypeOf(access).SizeInBytes();
}
