namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal enum PtxType
{
    B8, B16, B32, B64,
    U8, U16, U32, U64,
    S8, S16, S32, S64,
    F16, F32, F64,
    Tf32,
    Pred,
}

internal enum PtxSpace
{
    Generic, Global, Shared, Local, Const, Param, Register,
}

internal static class PtxTypes
{
    public static readonly PtxType[] Integers =
        [PtxType.U16, PtxType.U32, PtxType.U64, PtxType.S16, PtxType.S32, PtxType.S64];

    public static readonly PtxType[] Words = [PtxType.B16, PtxType.B32, PtxType.B64];

    public static bool TryParse(string modifier, out PtxType type)
    {
        (bool known, type) = modifier switch
        {
            ".b8" => (true, PtxType.B8),
            ".b16" => (true, PtxType.B16),
            ".b32" => (true, PtxType.B32),
            ".b64" => (true, PtxType.B64),
            ".u8" => (true, PtxType.U8),
            ".u16" => (true, PtxType.U16),
            ".u32" => (true, PtxType.U32),
            ".u64" => (true, PtxType.U64),
            ".s8" => (true, PtxType.S8),
            ".s16" => (true, PtxType.S16),
            ".s32" => (true, PtxType.S32),
            ".s64" => (true, PtxType.S64),
            ".f16" => (true, PtxType.F16),
            ".f32" => (true, PtxType.F32),
            ".f64" => (true, PtxType.F64),
            ".tf32" => (true, PtxType.Tf32),
            ".pred" => (true, PtxType.Pred),
            _ => (false, default),
        };
        return known;
    }

    public static int Bytes(this PtxType type) => type switch
    {
        PtxType.B8 or PtxType.U8 or PtxType.S8 => 1,
        PtxType.B16 or PtxType.U16 or PtxType.S16 or PtxType.F16 => 2,
        PtxType.B64 or PtxType.U64 or PtxType.S64 or PtxType.F64 => 8,
        PtxType.Pred => 1,
        _ => 4,
    };

    public static int Bits(this PtxType type) => 8 * type.Bytes();
    public static ulong Mask(this PtxType type) => ulong.MaxValue >> (64 - type.Bits());
    public static bool IsSigned(this PtxType type) => type is PtxType.S8 or PtxType.S16 or PtxType.S32 or PtxType.S64;
    public static bool IsUnsigned(this PtxType type) => type is PtxType.U8 or PtxType.U16 or PtxType.U32 or PtxType.U64;
    public static bool IsInteger(this PtxType type) => type.IsSigned() || type.IsUnsigned();
    public static bool IsFloat(this PtxType type) => type is PtxType.F16 or PtxType.F32 or PtxType.F64;
    public static bool IsBits(this PtxType type) => type is PtxType.B8 or PtxType.B16 or PtxType.B32 or PtxType.B64;
    public static string Name(this PtxType type) => "." + type.ToString().ToLowerInvariant();

    /// <summary>Whether an operand of one type may stand where an instruction has the other.</summary>
    public static bool Agrees(PtxType operand, PtxType instruction)
    {
        if (operand == PtxType.Pred || instruction == PtxType.Pred)
            return operand == instruction;
        if (operand.Bytes() != instruction.Bytes())
            return false;
        return operand.IsBits() || instruction.IsBits() || operand.IsFloat() == instruction.IsFloat();
    }

    /// <summary>The same for what loads, stores and conversions allow: a wider register.</summary>
    public static bool AgreesWidened(PtxType operand, PtxType instruction)
    {
        if (operand == PtxType.Pred || instruction == PtxType.Pred)
            return false;
        if (operand.Bytes() == instruction.Bytes())
            return Agrees(operand, instruction);
        if (operand.Bytes() < instruction.Bytes())
            return false;
        return instruction.IsFloat() ? operand.IsBits() : !operand.IsFloat();
    }
}
