using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// What masked code has gathered on its way for a place that it comes to later: for a block or a loop's end (the owner),
/// which lanes go there (no value), or what they bring along for a parameter or a value.
/// </summary>
internal readonly record struct MaskSlot(object Owner, Value? Value)
{
    public IRType Type => Value?.Type ?? IRType.Int1;

    /// <summary>What is there if no lane has been by: nobody, with values that nobody reads.</summary>
    public Value Empty => Value is null ? Constant.False : Constant.Undefined(Value.Type);
}

/// <summary>The slots at one place of masked code; and the code that changes them, appended to the block given.</summary>
internal sealed class MaskState
{
    private readonly Dictionary<MaskSlot, Value> _values;

    public MaskState() => _values = [];

    private MaskState(MaskState other) => _values = new Dictionary<MaskSlot, Value>(other._values);

    public IReadOnlyCollection<MaskSlot> Slots => _values.Keys;

    public MaskState Clone() => new(this);

    public Value Get(MaskSlot slot) => _values.GetValueOrDefault(slot) ?? slot.Empty;

    public Value Get(object owner, Value? value) => Get(new MaskSlot(owner, value));

    public void Set(MaskSlot slot, Value value) => _values[slot] = value;

    /// <summary>Takes a value out.</summary>
    public Value Take(MaskSlot slot)
    {
        var value = Get(slot);
        _values.Remove(slot);
        return value;
    }

    /// <summary>More lanes go there.</summary>
    public void Join(Block code, object owner, Value mask)
    {
        var slot = new MaskSlot(owner, null);
        Set(slot, Or(code, Get(slot), mask));
    }

    /// <summary>Lanes of the mask bring a value along.</summary>
    public void Blend(Block code, MaskSlot slot, Value mask, Value value)
    {
        if (value is Constant { IsUndefined: true })
            return;
        var old = Get(slot);
        bool replaces = old is Constant { IsUndefined: true } || mask.Equals(Constant.True) || old.Equals(value);
        Set(slot, replaces ? value : Append(code, Op.Select, value.Type, mask, value, old));
    }

    public static Value And(Block code, Value a, Value b)
    {
        if (a.Equals(Constant.True) || a.Equals(b))
            return b;
        if (b.Equals(Constant.True))
            return a;
        return a.Equals(Constant.False) || b.Equals(Constant.False) ? Constant.False : Append(code, Op.And, IRType.Int1, a, b);
    }

    public static Value Or(Block code, Value a, Value b)
    {
        if (a.Equals(Constant.False) || a.Equals(b))
            return b;
        if (b.Equals(Constant.False))
            return a;
        return a.Equals(Constant.True) || b.Equals(Constant.True) ? Constant.True : Append(code, Op.Or, IRType.Int1, a, b);
    }

    public static Value Not(Block code, Value a) => a switch
    {
        Constant constant => Constant.Bool(constant.Bits == 0),
        Instruction { Op: Op.Not } not => not.Operands[0],
        _ => Append(code, Op.Not, IRType.Int1, a),
    };

    /// <summary>
    /// A condition, or its opposite. Comparisons of integers are made anew where they are asked about, so that other code
    /// need not compute a mask.
    /// </summary>
    public static Value Again(Block code, Value condition, bool opposite)
    {
        switch (condition)
        {
            case Instruction { Op: Op.Compare } compare when !compare.Operands[0].Type.IsFloat():
                var comparison = opposite ? Comparisons.Inverse(compare.Comparison, false) : compare.Comparison;
                var made = new Instruction(Op.Compare, IRType.Int1, compare.Operands, (long)comparison, compare.Location);
                code.Instructions.Add(made);
                return made;
            case Instruction { Op: Op.And or Op.Or } both:
                var (left, right) = (Again(code, both.Operands[0], opposite), Again(code, both.Operands[1], opposite));
                return (both.Op == Op.And) == opposite ? Or(code, left, right) : And(code, left, right);
            default:
                return opposite ? Not(code, condition) : condition;
        }
    }

    public static Value AnyLane(Block code, Value mask) =>
        mask is Constant ? mask : Append(code, Op.AnyLane, IRType.Int1, mask);

    public static Value IsEqual(Block code, Value index, int number)
    {
        var made = new Instruction(Op.Compare, IRType.Int1, [index, Constant.Int32(number)], (long)Comparison.Equal);
        code.Instructions.Add(made);
        return made;
    }

    public static Instruction Append(Block code, Op op, IRType type, params Value[] operands)
    {
        var instruction = new Instruction(op, type, operands);
        code.Instructions.Add(instruction);
        return instruction;
    }

    /// <summary>Lets several ways meet in a block: where their slots differ, it gets parameters.</summary>
    /// <param name="ways">The open ends of the ways, which are given branches, and what they have gathered.</param>
    public static MaskState Meet(Block meeting, IReadOnlyList<(Block End, MaskState State)> ways)
    {
        var result = new MaskState();
        var edges = ways.Select(_ => new Edge(meeting)).ToList();
        foreach (var slot in ways.SelectMany(way => way.State.Slots).Distinct())
        {
            var first = ways[0].State.Get(slot);
            bool same = ways.All(way => way.State.Get(slot).Equals(first) && way.State._values.ContainsKey(slot));
            if (same)
            {
                result.Set(slot, first);
                continue;
            }
            result.Set(slot, meeting.AddParameter(slot.Type));
            for (int i = 0; i < ways.Count; i++)
                edges[i].Arguments.Add(ways[i].State.Get(slot));
        }
        for (int i = 0; i < ways.Count; i++)
            ways[i].End.Terminator = new Branch(edges[i]);
        return result;
    }
}
