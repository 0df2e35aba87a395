using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Finds the values that regions compute again, each where it is entered, rather than that they are kept for them: a few
/// cheap operations on uniform values and on the item's indices, such as the address of an item's element. In vector
/// code they must be scalars (uniform, or strided from lane to lane).
/// </summary>
internal sealed class Recomputation
{
    /// <summary>Operations of one value, by <see cref="OpCost"/>; what costs more is read back sooner than computed.</summary>
    private const int CostLimit = 6;

    private readonly Dictionary<Value, int> _costs = new(ReferenceEqualityComparer.Instance);

    public Recomputation(Function function, UniformValues uniforms, LockstepShapes? shapes)
    {
        // A definition precedes its uses on every path, but not always in the list of blocks.
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (var instruction in function.Instructions)
            {
                if (!instruction.Op.Is(OpTraits.Pure) || uniforms.Contains(instruction) || LaneValues.IsQuery(instruction)
                    || _costs.ContainsKey(instruction) || shapes?.IsVarying(instruction) == true)
                    continue;
                if (CostOf(instruction, uniforms) is not { } cost || cost > CostLimit)
                    continue;
                _costs.Add(instruction, cost);
                changed = true;
            }
        }
    }

    public bool Contains(Value value) => _costs.ContainsKey(value);

    /// <summary>Null if an operand is not to be had without having been kept.</summary>
    private int? CostOf(Instruction instruction, UniformValues uniforms)
    {
        int cost = OpCost.Of(instruction);
        foreach (var operand in instruction.Operands)
        {
            if (_costs.TryGetValue(operand, out int known))
                cost += known;
            else if (operand is not Constant && !uniforms.Contains(operand) && !LaneValues.IsQuery(operand))
                return null;
        }
        return cost;
    }
}
