using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Finds the values that follow from where the item stands: pure operations on its indices and on uniform values. No way
/// that control takes changes them, and they can be computed anywhere.
/// </summary>
internal sealed class PositionalValues
{
    private const int Dear = 1000;

    private readonly Dictionary<Value, int> _costs = new(ReferenceEqualityComparer.Instance);

    public PositionalValues(Function function, UniformValues uniforms)
    {
        // A definition precedes its uses on every path, but not always in the list of blocks.
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (var instruction in function.Instructions)
            {
                if (!instruction.Op.Is(OpTraits.Pure) || instruction.Op == Op.AnyLane || uniforms.Contains(instruction) || LaneValues.IsQuery(instruction)
                    || _costs.ContainsKey(instruction) || Find(instruction, uniforms) is not { } cost)
                    continue;
                _costs.Add(instruction, cost);
                changed = true;
            }
        }
    }

    public bool Contains(Value value) => _costs.ContainsKey(value);

    /// <summary>What it takes to compute the value from scratch, by <see cref="OpCost"/>.</summary>
    public int CostOf(Value value) => _costs[value];

    private int? Find(Instruction instruction, UniformValues uniforms)
    {
        int cost = OpCost.Of(instruction);
        foreach (var operand in instruction.Operands)
        {
            if (_costs.TryGetValue(operand, out int known))
                cost = Math.Min(cost + known, Dear);
            else if (operand is not Constant && !uniforms.Contains(operand) && !LaneValues.IsQuery(operand))
                return null;
        }
        return cost;
    }
}
