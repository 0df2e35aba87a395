using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>Roughly what an operation costs, an addition being 1; for deciding what to compute in vain.</summary>
internal static class OpCost
{
    public const int Cheap = 4;

    public static int Of(Instruction instruction) => instruction.Op switch
    {
        Op.Div or Op.DivUnsigned or Op.Rem or Op.RemUnsigned => instruction.Type.IsFloat() && instruction.Op == Op.Div ? 5 : 20,
        Op.Sqrt or Op.ReciprocalSqrt or Op.Reciprocal => 5,
        Op.Pow or Op.Atan2 or Op.IeeeRemainder => 60,
        >= Op.Exp and <= Op.Tanh => 30,
        Op.Mul when instruction.Type == IRType.Int64 => 2,
        Op.SignExtend or Op.ZeroExtend or Op.Narrow or Op.Bitcast or Op.Offset => 0,
        _ => 1,
    };
}
