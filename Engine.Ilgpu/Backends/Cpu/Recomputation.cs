using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Says which values regions compute again, each where it is entered, rather than that they are kept for them: positional
/// ones that take a few cheap operations, such as the address of an item's element. In vector code they must be scalars
/// (uniform, or strided from lane to lane).
/// </summary>
internal sealed class Recomputation(PositionalValues positional, LockstepShapes? shapes)
{
    /// <summary>What costs more is read back sooner than computed.</summary>
    private const int CostLimit = 6;

    public bool Contains(Value value) =>
        positional.Contains(value) && positional.CostOf(value) <= CostLimit && shapes?.IsVarying(value) != true
        && ((Instruction)value).Operands.All(operand => !positional.Contains(operand) || Contains(operand));
}
