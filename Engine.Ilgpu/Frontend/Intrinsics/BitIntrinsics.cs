using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>Counting bits, and the bits of floats.</summary>
internal static class BitIntrinsics
{
    private static readonly HashSet<string> CountingTypes =
    [
        "System.Numerics.BitOperations", "System.Int32", "System.Int64", "System.UInt32", "System.UInt64",
        "ILGPU.IntrinsicMath", "ILGPU.Algorithms.XMath",
    ];

    private static readonly HashSet<string> Casts =
    [
        "SingleToInt32Bits", "SingleToUInt32Bits", "Int32BitsToSingle", "UInt32BitsToSingle",
        "DoubleToInt64Bits", "DoubleToUInt64Bits", "Int64BitsToDouble", "UInt64BitsToDouble",
    ];

    public static Intrinsic? Find(MethodBase method, string type)
    {
        if (type == "System.BitConverter" && Casts.Contains(method.Name))
            return Cast;
        if (type == "ILGPU.Interop" && method.Name is "FloatAsInt" or "IntAsFloat" && method.GetParameters()[0].ParameterType is { IsPrimitive: true } bits && bits != typeof(ushort))
            return Cast;
        if (!CountingTypes.Contains(type) || !method.IsStatic || method.GetParameters() is not [{ ParameterType: var operand }] || !IsWord(operand))
            return null;
        return method.Name switch
        {
            "PopCount" => Count(Op.PopCount),
            "LeadingZeroCount" => Count(Op.LeadingZeros),
            "TrailingZeroCount" => Count(Op.TrailingZeros),
            "Log2" when type == "System.Numerics.BitOperations" => Log2,
            _ => null,
        };
    }

    private static bool IsWord(Type type) =>
        type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong);

    private static StackValue Cast(IntrinsicCall call)
    {
        var to = DeviceLayout.Of(call.ReturnType).Leaves[0].Type;
        return StackValue.Scalar(call.Emit.Convert(Op.Bitcast, to, call.Scalar(0)));
    }

    private static Intrinsic Count(Op op) => call => call.Result(call.Emit.Unary(op, call.Scalar(0)));

    /// <summary>The position of the highest bit; 0 for 0, as in .NET.</summary>
    private static StackValue Log2(IntrinsicCall call)
    {
        var value = call.Scalar(0);
        var one = Constant.FromBits(value.Type, 1);
        var top = Constant.FromBits(value.Type, value.Type.SizeInBits() - 1);
        return call.Result(call.Emit.Binary(Op.Sub, top, call.Emit.Unary(Op.LeadingZeros, call.Emit.Binary(Op.Or, value, one))));
    }
}
