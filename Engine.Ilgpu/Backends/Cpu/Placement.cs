using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Decides for the values of one region whether they get a local, stay on the evaluation stack until their only use
/// (so that the JIT sees whole expressions), or are not needed at all. A load may wait for its use only if
/// nothing writes memory in between; arithmetic only if nothing else is computed in between, since its operands would
/// be held longer. What an edge passes on is always computed in its place, so that it may share the parameter's local.
/// </summary>
internal sealed class Placement
{
    /// <summary>Operations of one expression; deeper ones would hold too many registers at once.</summary>
    private const int WeightLimit = 12;

    private readonly UniformValues _uniforms;
    private readonly Predicate<Instruction> _isPermutation;
    private readonly Dictionary<Value, Use> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, int> _inlinePoints = new(ReferenceEqualityComparer.Instance);

    /// <param name="crossing">Values that are loaded or saved at the region's borders; they need locals.</param>
    /// <param name="isPermutation">Tells an exchange between lanes that is but an operation on vectors; null: there are none.</param>
    public Placement(
        IReadOnlyList<Segment> segments, UniformValues uniforms, IReadOnlySet<Value> crossing, Predicate<Instruction>? isPermutation = null)
    {
        _uniforms = uniforms;
        _isPermutation = isPermutation ?? (_ => false);
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
            Note(edge.Arguments, segment, segment.End, byEdge: true);
    }

    private void Note(IEnumerable<Value> operands, Segment segment, int index, bool byEdge = false)
    {
        foreach (var operand in operands)
        {
            _uses.TryGetValue(operand, out var use);
            _uses[operand] = new Use(use.Count + 1, segment, index, byEdge);
        }
    }

    private void FindInline(Segment segment, IReadOnlySet<Value> crossing)
    {
        var instructions = segment.Block.Instructions;
        // The next instruction after i that writes (or orders) memory, and the next that is computed in its place.
        int nextWrite = int.MaxValue;
        int nextRoot = segment.End;
        for (int i = segment.End - 1; i >= segment.Start; i--)
        {
            var instruction = instructions[i];
            if (_uniforms.Contains(instruction) || LaneValues.IsQuery(instruction))
                continue;
            if (FindPoint(instruction, segment, crossing) is { } point
                && (!instruction.Op.Is(OpTraits.ReadsMemory) || nextWrite >= point)
                && (MayWait(instruction) || nextRoot >= point))
            {
                _inlinePoints.Add(instruction, point);
                continue;
            }
            nextRoot = i;
            if (instruction.Op.HasEffect() && instruction.Op != Op.Assert)
                nextWrite = i;
        }
    }

    /// <summary>Where the only use of a value is computed; null if it must have a local.</summary>
    private int? FindPoint(Instruction instruction, Segment segment, IReadOnlySet<Value> crossing)
    {
        if (instruction.Type == IRType.Void || (instruction.Op.HasEffect() && !_isPermutation(instruction)) || crossing.Contains(instruction))
            return null;
        if (!_uses.TryGetValue(instruction, out var use) || use.Count != 1 || use.Segment != segment || use.ByEdge)
            return null;
        return use.Index < segment.End && _inlinePoints.TryGetValue(segment.Block.Instructions[use.Index], out int later)
            ? later
            : use.Index;
    }

    /// <summary>Loads, addresses and conditions belong where they are used.</summary>
    private static bool MayWait(Instruction instruction) =>
        instruction.Op is Op.Load or Op.Element or Op.Offset or Op.Compare or Op.SignExtend or Op.ZeroExtend;

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

    private readonly record struct Use(int Count, Segment Segment, int Index, bool ByEdge);
}
