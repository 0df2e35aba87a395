using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>Where a pointer may point.</summary>
internal enum AddressSpace : byte
{
    /// <summary>Nowhere: null, or code that never runs.</summary>
    None,
    /// <summary>Memory of the device, from a kernel parameter.</summary>
    Global,
    /// <summary>Memory of the group.</summary>
    Shared,
    /// <summary>Memory of one work item.</summary>
    Local,
    /// <summary>Several of these, or unknown.</summary>
    Mixed,
}

/// <summary>
/// Finds the address space of every pointer, and the allocation or parameter it is based on where there is just one.
/// Sources: parameters are global, allocations their own; element and offset keep the space; block parameters and
/// selects join. A pointer read from memory may be any that is stored as a pointer to that space, and one from global
/// memory may be global; a pointer made from an integer is mixed. Optimistic; time O(pointers · height of the lattice).
/// </summary>
internal sealed class AddressSpaces
{
    private static readonly AddressSpace[] Memories = [AddressSpace.Global, AddressSpace.Shared, AddressSpace.Local];

    private readonly Dictionary<Value, Origin> _origins = [];
    private readonly Dictionary<AddressSpace, Origin> _stored = Memories.ToDictionary(
        space => space, space => space == AddressSpace.Global ? new Origin(AddressSpace.Global, null) : default);
    private bool _changed;

    public AddressSpaces(Function function)
    {
        foreach (var parameter in function.Parameters)
        {
            if (parameter.Type == IRType.Pointer)
                _origins[parameter] = new Origin(AddressSpace.Global, parameter);
        }
        do
        {
            _changed = false;
            foreach (var block in function.Blocks)
                Visit(block);
        }
        while (_changed);
    }

    public AddressSpace SpaceOf(Value pointer) => OriginOf(pointer).Space;

    /// <summary>The one parameter or allocation whose memory the pointer points into; null if it is not known or not one.</summary>
    public Value? RootOf(Value pointer) => OriginOf(pointer).Root;

    /// <summary>
    /// True if two pointers may point to the same memory. Two kernel parameters may: views of one buffer can overlap.
    /// </summary>
    public bool MayAlias(Value a, Value b)
    {
        var (first, second) = (OriginOf(a), OriginOf(b));
        if (first.Space == AddressSpace.None || second.Space == AddressSpace.None)
            return false;
        if (first.Space != second.Space)
            return first.Space == AddressSpace.Mixed || second.Space == AddressSpace.Mixed;
        bool areAllocations = first.Root is Instruction && second.Root is Instruction;
        return !areAllocations || first.Root == second.Root;
    }

    private Origin OriginOf(Value value) => value is Constant constant
        ? constant.Bits == 0 ? default : Origin.Unknown
        : _origins.GetValueOrDefault(value);

    private void Visit(Block block)
    {
        foreach (var instruction in block.Instructions)
        {
            if (instruction.Type == IRType.Pointer)
                Join(instruction, OriginOfResult(instruction));
            else if (instruction.Op == Op.Store && instruction.Operands[1].Type == IRType.Pointer)
                Store(SpaceOf(instruction.Operands[0]), OriginOf(instruction.Operands[1]));
        }
        foreach (var edge in block.Terminator?.Edges ?? [])
        {
            for (int i = 0; i < edge.Arguments.Count; i++)
            {
                if (edge.Arguments[i].Type == IRType.Pointer)
                    Join(edge.Target.Parameters[i], OriginOf(edge.Arguments[i]));
            }
        }
    }

    private Origin OriginOfResult(Instruction instruction)
    {
        var operands = instruction.Operands;
        switch (instruction.Op)
        {
            case Op.Alloca:
                return new Origin(AddressSpace.Local, instruction);
            case Op.SharedAlloca:
                return new Origin(AddressSpace.Shared, instruction);
            case Op.DynamicShared:
                // All uses name the same memory, so no single instruction is its root.
                return new Origin(AddressSpace.Shared, null);
            case Op.Element or Op.Offset or Op.Broadcast or >= Op.Shuffle and <= Op.ShuffleXor:
                return OriginOf(operands[0]);
            case Op.Bitcast when operands[0].Type == IRType.Pointer:
                return OriginOf(operands[0]);
            case Op.Select:
                return OriginOf(operands[1]).Join(OriginOf(operands[2]));
            case Op.Load:
                var space = SpaceOf(operands[0]);
                return space == AddressSpace.Mixed
                    ? Memories.Aggregate(default(Origin), (origin, memory) => origin.Join(_stored[memory]))
                    : _stored.GetValueOrDefault(space);
            default:
                return Origin.Unknown;
        }
    }

    private void Store(AddressSpace memory, Origin pointer)
    {
        foreach (var space in Memories)
        {
            if (memory != space && memory != AddressSpace.Mixed)
                continue;
            var joined = _stored[space].Join(pointer);
            _changed |= joined != _stored[space];
            _stored[space] = joined;
        }
    }

    private void Join(Value value, Origin origin)
    {
        var old = OriginOf(value);
        var joined = old.Join(origin);
        if (joined == old)
            return;
        _origins[value] = joined;
        _changed = true;
    }

    /// <param name="Root">Null also where the space alone is known.</param>
    private readonly record struct Origin(AddressSpace Space, Value? Root)
    {
        public static Origin Unknown => new(AddressSpace.Mixed, null);

        public Origin Join(Origin other)
        {
            if (Space == AddressSpace.None)
                return other;
            if (other.Space == AddressSpace.None)
                return this;
            return new(Space == other.Space ? Space : AddressSpace.Mixed, Root == other.Root ? Root : null);
        }
    }
}
