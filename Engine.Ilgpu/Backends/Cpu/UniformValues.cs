using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>How seldom a value may be computed.</summary>
internal enum Rate
{
    /// <summary>Once a launch.</summary>
    Launch,
    /// <summary>Once a group.</summary>
    Group,
    /// <summary>Anew for every item.</summary>
    Item,
}

/// <summary>
/// Finds the values that can be computed before the items run: parameters, questions about launch and group, and pure
/// operations on such. Since pure operations are total, it does not matter whether any item would have come by.
/// They are never kept across a synchronisation: every region computes those that it uses.
/// </summary>
internal sealed class UniformValues
{
    private readonly Dictionary<Value, Rate> _rates = new(ReferenceEqualityComparer.Instance);

    public UniformValues(Function function)
    {
        foreach (var parameter in function.Parameters)
            _rates.Add(parameter, Rate.Launch);
        // A definition precedes its uses on every path, but not always in the list of blocks.
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (var instruction in function.Instructions)
            {
                if (_rates.ContainsKey(instruction) || Find(instruction) is not (var rate and not Rate.Item))
                    continue;
                _rates.Add(instruction, rate);
                changed = true;
            }
        }
    }

    public Rate RateOf(Value value) =>
        value is Constant ? Rate.Launch : _rates.GetValueOrDefault(value, Rate.Item);

    public bool Contains(Value value) => RateOf(value) != Rate.Item;

    /// <summary>
    /// True if computing it again at each use costs no more than keeping it: part of an address or of a branch.
    /// </summary>
    public static bool IsCheap(Value value) => value is Instruction { Op: Op.Offset or Op.Compare or Op.WarpSize };

    private Rate Find(Instruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.GridDimension or Op.GroupDimension or Op.WarpSize or Op.DynamicSharedSize:
            // Groups run one after another on a thread, in the same shared memory.
            case Op.SharedAlloca or Op.DynamicShared:
                return Rate.Launch;
            case Op.GroupIndex:
                return Rate.Group;
            case Op.ThreadIndex or Op.LaneIndex:
                return Rate.Item;
        }
        if (!instruction.Op.Is(OpTraits.Pure))
            return Rate.Item;
        var rate = Rate.Launch;
        foreach (var operand in instruction.Operands)
            rate = (Rate)Math.Max((int)rate, (int)RateOf(operand));
        return rate;
    }
}
