using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Decides for the values of one region whether they get a local, stay on the evaluation stack until their only use
/// (so that the JIT sees whole expressions), or are not needed at all. A load may wait for its use only if
/// nothing writes memory in between.
/// </summary>
internal sealed class Placement
{
    /// <summary>Operations of one expression; deeper ones would hold too many registers at once.</summary>
    private const int WeightLimit = 12;

    private readonly UniformValues _uniforms;
    private readonly Dictionary<Value, Use> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, int> _inlinePoints = new(ReferenceEqualityComparer.Instance);

    /// <param name="crossing">Values that are loaded or saved at the region's borders; they need locals.</param>
    public Placement(IReadOnlyList<Segment> segments, UniformValues uniforms, IReadOnlySet<Value> crossing)
    {
        _uniforms = uniforms;
        foreach (var segment in segments)
            CountUses(segment);
        foreach (var segment in segments)
        {
            FindInline(segment, crossing);
            LimitWeights(segment);
        }
    }

    /// <summary>True if the value is computed where it is used.</summary>
    public bool IsInline(Value value) => _inlinePoints.ContainsKey(value);

    public bool IsUsed(Value value) => _uses.ContainsKey(value);

    /// <summary>Adds the block parameters that an expression reads.</summary>
    public void CollectReads(Value value, ISet<BlockParameter> reads)
    {
        if (value is BlockParameter parameter)
        {
            reads.Add(parameter);
        }
        else if (value is Instruction instruction && IsInline(value))
        {
            foreach (var operand in instruction.Operands)
                CollectReads(operand, reads);
        }
    }

    private void CountUses(Segment segment)
    {
        var instructions = segment.Block.Instructions;
        for (int i = segment.Start; i < segment.End; i++)
        {
            if (!_uniforms.Contains(instructions[i]))
                Note(instructions[i].Operands, segment, i);
        }
        if (segment.Sync is { } sync)
        {
            Note(sync.Instruction.Operands, segment, segment.End);
            return;
        }
        var terminator = segment.Block.Terminator!;
        if (terminator.Selector is { } selector)
            Note([selector], segment, segment.End);
        foreach (var edge in terminator.Edges)
            Note(edge.Arguments, segment, segment.End);
    }

    private void Note(IEnumerable<Value> operands, Segment segment, int index)
    {
        foreach (var operand in operands)
        {
            _uses.TryGetValue(operand, out var use);
            _uses[operand] = new Use(use.Count + 1, segment, index);
        }
    }

    private void FindInline(Segment segment, IReadOnlySet<Value> crossing)
    {
        var instructions = segment.Block.Instructions;
        // The next instruction at or after i that writes memory (or orders it).
        int nextWrite = int.MaxValue;
        for (int i = segment.End - 1; i >= segment.Start; i--)
        {
            var instruction = instructions[i];
            int writeAfter = nextWrite;
            if (instruction.Op.HasEffect() && instruction.Op != Op.Assert)
                nextWrite = i;
            if (instruction.Type == IRType.Void || instruction.Op.HasEffect() || _uniforms.Contains(instruction)
                || LaneValues.IsQuery(instruction) || crossing.Contains(instruction))
                continue;
            if (!_uses.TryGetValue(instruction, out var use) || use.Count != 1 || use.Segment != segment)
                continue;
            int point = use.Index < segment.End && _inlinePoints.TryGetValue(instructions[use.Index], out int later)
                ? later
                : use.Index;
            if (instruction.Op.Is(OpTraits.ReadsMemory) && writeAfter < point)
                continue;
            _inlinePoints.Add(instruction, point);
        }
    }

    private void LimitWeights(Segment segment)
    {
        var weights = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        for (int i = segment.Start; i < segment.End; i++)
        {
            var instruction = segment.Block.Instructions[i];
            int weight = 1;
            foreach (var operand in instruction.Operands)
            {
                if (IsInline(operand))
                    weight += weights.GetValueOrDefault(operand);
            }
            weights[instruction] = weight;
            if (weight > WeightLimit)
                _inlinePoints.Remove(instruction);
        }
    }

    private readonly record struct Use(int Count, Segment Segment, int Index);
}
