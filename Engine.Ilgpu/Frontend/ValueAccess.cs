using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>Moves values between the evaluation stack and memory, and between the stack's types.</summary>
internal sealed class ValueAccess(Emitter emit)
{
    /// <summary>Reads a value of a type as the stack holds it: small integers widened, structures leaf by leaf.</summary>
    public StackValue Load(Value pointer, DeviceLayout layout)
    {
        if (layout.IsScalar)
            return StackValue.Scalar(Widen(emit.Load(layout.Leaves[0].Type, pointer), layout.Leaves[0]));
        var leaves = new Value[layout.Leaves.Count];
        for (int i = 0; i < leaves.Length; i++)
            leaves[i] = emit.Load(layout.Leaves[i].Type, emit.Offset(pointer, layout.Leaves[i].Offset));
        return StackValue.Structure(layout, leaves);
    }

    /// <summary>Writes a value that the stack holds into memory of a type.</summary>
    public void Store(Value pointer, DeviceLayout layout, StackValue value)
    {
        var leaves = MemoryLeaves(value, layout);
        for (int i = 0; i < leaves.Length; i++)
            emit.Store(emit.Offset(pointer, layout.Leaves[i].Offset), leaves[i]);
    }

    /// <summary>Writes zeros over memory of a type.</summary>
    public void Clear(Value pointer, DeviceLayout layout)
    {
        foreach (var leaf in layout.Leaves)
            emit.Store(emit.Offset(pointer, leaf.Offset), Constant.Zero(leaf.Type));
    }

    public StackValue Default(DeviceLayout layout)
    {
        var zeros = layout.Leaves.Select(leaf => (Value)Constant.Zero(leaf.Type)).ToArray();
        return FromLeaves(layout, zeros);
    }

    /// <summary>Makes a stack value of leaves in their memory types.</summary>
    public StackValue FromLeaves(DeviceLayout layout, Value[] leaves) =>
        layout.IsScalar ? StackValue.Scalar(Widen(leaves[0], layout.Leaves[0])) : StackValue.Structure(layout, leaves);

    /// <summary>The value as a variable of the type holds it, on the stack again: small integers wrap.</summary>
    public StackValue Coerce(StackValue value, DeviceLayout layout)
    {
        if (value.Boxed is not null && layout.IsScalar)
            return value;
        return FromLeaves(layout, MemoryLeaves(value, layout));
    }

    /// <summary>The leaves of a stack value in the memory types of a layout.</summary>
    public Value[] MemoryLeaves(StackValue value, DeviceLayout layout)
    {
        RejectToken(value);
        if (layout.IsScalar && value.IsScalar)
            return [ToMemory(value.Leaves[0], layout.Leaves[0].Type)];
        if (value.Layout is null || value.Leaves.Length != layout.Leaves.Count)
            throw new KernelCompilationException($"a value of another type is used as '{TypeNames.Of(layout.Type)}'.");
        return value.Leaves;
    }

    public static Value Scalar(StackValue value)
    {
        RejectToken(value);
        if (!value.IsScalar)
            throw new KernelCompilationException($"a value of type '{TypeNames.Of(value.Layout!.Type)}' is used as a number.");
        return value.Leaves[0];
    }

    public Value Pointer(StackValue value)
    {
        var scalar = Scalar(value);
        return scalar.Type == IRType.Int32 ? AsPointer(emit.Resize(scalar, IRType.Int64)) : AsPointer(scalar);
    }

    public Value AsPointer(Value value) => emit.Convert(Op.Bitcast, IRType.Pointer, value);

    /// <summary>An index or length as i64: int32 extended by sign, pointers by their bits.</summary>
    public Value Int64(StackValue value)
    {
        var scalar = Scalar(value);
        return scalar.Type == IRType.Pointer ? emit.Convert(Op.Bitcast, IRType.Int64, scalar) : emit.Resize(scalar, IRType.Int64);
    }

    public Value Int32(StackValue value) => emit.Resize(Scalar(value), IRType.Int32);

    /// <summary>The i1 "is not zero".</summary>
    public Value Condition(StackValue value) => Condition(Scalar(value));

    public Value Condition(Value value) => value switch
    {
        Constant constant when !constant.Type.IsFloat() => Constant.Bool(constant.Bits != 0),
        Instruction { Op: Op.ZeroExtend } extension when extension.Operands[0].Type == IRType.Int1 => extension.Operands[0],
        _ => emit.Compare(Comparison.NotEqual, value, Constant.Zero(value.Type)),
    };

    /// <summary>An i1 as the stack's int32.</summary>
    public StackValue Bool(Value condition) => StackValue.Scalar(emit.Convert(Op.ZeroExtend, IRType.Int32, condition));

    private Value Widen(Value value, Leaf leaf)
    {
        if (leaf.Type is not (IRType.Int8 or IRType.Int16))
            return value;
        bool signed = leaf.ClrType == typeof(sbyte) || leaf.ClrType == typeof(short);
        return emit.Resize(value, IRType.Int32, signed);
    }

    private Value ToMemory(Value value, IRType type)
    {
        if (value.Type == type)
            return value;
        if (value.Type.IsFloat() && type.IsFloat())
            return emit.Convert(Op.FloatConvert, type, value);
        if (type == IRType.Pointer)
            return AsPointer(emit.Resize(value, IRType.Int64));
        if (value.Type == IRType.Pointer)
            return emit.Resize(emit.Convert(Op.Bitcast, IRType.Int64, value), type);
        if (value.Type.IsFloat() || type.IsFloat())
            throw new KernelCompilationException("an integer and a float are mixed without a conversion.");
        return emit.Resize(value, type);
    }

    private static void RejectToken(StackValue value)
    {
        if (value.Token is CompileTimeObject special)
            throw new KernelCompilationException($"{special.Description} cannot be used as a value on a device.");
        if (value.Token is not null)
            throw new KernelCompilationException("a run-time type object (typeof) can only be compared on a device.");
    }
}
