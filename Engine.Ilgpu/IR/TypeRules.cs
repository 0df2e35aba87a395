namespace Engine.Ilgpu.IR;

/// <summary>On which types each operation is defined, and which immediates it takes.</summary>
internal static class TypeRules
{
    /// <summary>Checks types; the operand count must be right.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? FindTypeError(Instruction instruction)
    {
        var (op, type, operands) = (instruction.Op, instruction.Type, instruction.Operands);
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i].Type == IRType.Void)
                return $"operand {i} is an instruction without a result";
        }
        if (instruction.Mask is { Type: not IRType.Int1 })
            return "the mask must be i1";
        switch (op)
        {
            case Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned:
                return Result(type, IsWord(type), "i32 or i64") ?? Operand(0, type) ?? Operand(1, IRType.Int32);
            case >= Op.Add and <= Op.RoundAwayFromZero or Op.FusedMultiplyAdd:
                return FindDomainError(op, type) ?? All(type);
            case Op.Select:
                return Result(type, type != IRType.Void, "not void")
                    ?? Operand(0, IRType.Int1) ?? Operand(1, type) ?? Operand(2, type);
            case Op.Compare:
                return FindCompareError(instruction);
            case >= Op.SignExtend and <= Op.Bitcast:
                return FindConversionError(op, operands[0].Type, type);
            case Op.Alloca or Op.SharedAlloca or Op.DynamicShared:
                return Exactly(IRType.Pointer);
            case Op.DynamicSharedSize:
                return Exactly(IRType.Int64);
            case Op.Element:
                return Exactly(IRType.Pointer) ?? Operand(0, IRType.Pointer) ?? Operand(1, IRType.Int64);
            case Op.Offset:
                return Exactly(IRType.Pointer) ?? Operand(0, IRType.Pointer);
            case Op.Load:
                return Result(type, type != IRType.Void, "not void") ?? Operand(0, IRType.Pointer);
            case Op.Store:
                return Exactly(IRType.Void) ?? Operand(0, IRType.Pointer);
            case Op.Atomic:
                return FindAtomicError((AtomicKind)instruction.Immediate, type) ?? Operand(0, IRType.Pointer) ?? Operand(1, type);
            case Op.AtomicCompareExchange:
                return Result(type, type.IsArithmetic(), "i32, i64, f32 or f64")
                    ?? Operand(0, IRType.Pointer) ?? Operand(1, type) ?? Operand(2, type);
            case Op.Fence or Op.Barrier or Op.WarpBarrier:
                return Exactly(IRType.Void);
            case Op.GroupIndex or Op.GroupDimension or Op.ThreadIndex or Op.GridDimension or Op.LaneIndex or Op.WarpSize:
                return Exactly(IRType.Int32);
            case Op.AnyLane:
                return Exactly(IRType.Int1) ?? Operand(0, IRType.Int1);
            case Op.BarrierPopCount:
                return Exactly(IRType.Int32) ?? Operand(0, IRType.Int1);
            case Op.BarrierAnd or Op.BarrierOr:
                return Exactly(IRType.Int1) ?? Operand(0, IRType.Int1);
            case Op.Broadcast:
                return Result(type, type != IRType.Void, "not void") ?? Operand(0, type) ?? Operand(1, IRType.Int32);
            case Op.Shuffle or Op.ShuffleUp or Op.ShuffleDown or Op.ShuffleXor:
                return Result(type, type != IRType.Void, "not void")
                    ?? Operand(0, type) ?? Operand(1, IRType.Int32) ?? Operand(2, IRType.Int32);
            case Op.Assembly:
                return Exactly(IRType.Int32);
            case Op.AssemblyResult:
                return Result(type, type.IsArithmetic() || type == IRType.Int1, "i1, i32, i64, f32 or f64");
            case Op.Assert:
                return Exactly(IRType.Void)
                    ?? Operand(0, IRType.Int1) ?? Operand(1, IRType.Int64) ?? Operand(2, IRType.Int64);
            default:
                return $"operation {op} is unknown";
        }

        string? Exactly(IRType expected) => Result(type, type == expected, expected.Name());

        string? Operand(int index, IRType expected) => operands[index].Type == expected
            ? null
            : $"operand {index} must be {expected.Name()}, but is {operands[index].Type.Name()}";

        string? All(IRType expected)
        {
            string? error = null;
            for (int i = 0; i < operands.Length && error is null; i++)
                error = Operand(i, expected);
            return error;
        }
    }

    /// <summary>Checks the immediate's range.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? FindImmediateError(Instruction instruction)
    {
        long value = instruction.Immediate;
        return instruction.Op switch
        {
            Op.Compare => Range(0, (long)Comparison.GreaterEqualUnsigned, "comparison"),
            Op.Atomic => Range(0, (long)AtomicKind.Exchange, "kind of atomic"),
            Op.Fence => Range(0, (long)FenceLevel.System, "fence level"),
            Op.Assert => Range((long)FaultCode.IndexOutOfRange, (long)FaultCode.AssertionFailed, "fault code"),
            Op.GroupIndex or Op.GroupDimension or Op.ThreadIndex or Op.GridDimension => Range(0, 2, "axis"),
            Op.Alloca or Op.SharedAlloca => Range(1, int.MaxValue, "size in bytes"),
            Op.Element => Range(1, int.MaxValue, "scale in bytes"),
            Op.Offset or Op.Assembly or Op.AssemblyResult => null,
            _ => value == 0 ? null : $"'{instruction.Op.Info().Mnemonic}' has no immediate, but this one is {value}",
        };

        string? Range(long low, long high, string what) =>
            value >= low && value <= high ? null : $"{what} {value} is not in {low}..{high}";
    }

    private static string? FindDomainError(Op op, IRType type) => op switch
    {
        Op.And or Op.Or or Op.Xor or Op.Not => Result(type, IsWord(type) || type == IRType.Int1, "i1, i32 or i64"),
        Op.DivUnsigned or Op.RemUnsigned or Op.MinUnsigned or Op.MaxUnsigned or Op.PopCount or Op.LeadingZeros or Op.TrailingZeros =>
            Result(type, IsWord(type), "i32 or i64"),
        Op.Scale or >= Op.CopySign and <= Op.IeeeRemainder or >= Op.Sqrt and <= Op.RoundAwayFromZero or Op.FusedMultiplyAdd =>
            Result(type, type.IsFloat(), "f32 or f64"),
        _ => Result(type, type.IsArithmetic(), "i32, i64, f32 or f64"),
    };

    private static string? FindCompareError(Instruction instruction)
    {
        var (left, right) = (instruction.Operands[0].Type, instruction.Operands[1].Type);
        if (instruction.Type != IRType.Int1)
            return Result(instruction.Type, false, "i1");
        if (left != right)
            return $"operands must have one type, but are {left.Name()} and {right.Name()}";
        bool isEquality = instruction.Comparison is Comparison.Equal or Comparison.NotEqual;
        return left.IsArithmetic() || left == IRType.Pointer || (left == IRType.Int1 && isEquality)
            ? null
            : $"{left.Name()} cannot be compared by '{IRSpelling.Variant(Op.Compare, instruction.Immediate)}'";
    }

    private static string? FindConversionError(Op op, IRType from, IRType to)
    {
        bool isRight = to != IRType.Void && op switch
        {
            Op.SignExtend or Op.ZeroExtend => from.IsInteger() && to.IsInteger() && from.SizeInBits() < to.SizeInBits(),
            Op.Narrow => from.IsInteger() && to.IsInteger() && from.SizeInBits() > to.SizeInBits(),
            Op.SignedToFloat or Op.UnsignedToFloat => IsWord(from) && to.IsFloat(),
            Op.FloatToSigned or Op.FloatToUnsigned => from.IsFloat() && IsWord(to),
            Op.FloatConvert => from.IsFloat() && to.IsFloat(),
            _ => from.SizeInBits() == to.SizeInBits(),
        };
        return isRight ? null : $"'{op.Info().Mnemonic}' does not convert {from.Name()} to {to.Name()}";
    }

    private static string? FindAtomicError(AtomicKind kind, IRType type) =>
        kind is AtomicKind.Add or AtomicKind.Min or AtomicKind.Max or AtomicKind.Exchange
            ? Result(type, type.IsArithmetic(), "i32, i64, f32 or f64")
            : Result(type, IsWord(type), "i32 or i64");

    private static string? Result(IRType type, bool isRight, string expected) =>
        isRight ? null : $"the result must be {expected}, but is {type.Name()}";

    private static bool IsWord(IRType type) => type is IRType.Int32 or IRType.Int64;
}
