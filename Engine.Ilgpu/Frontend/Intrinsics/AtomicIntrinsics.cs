using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>The operations of <c>Atomic</c>; each gives the value before.</summary>
internal static class AtomicIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type)
    {
        if (type != "ILGPU.Atomic" || method.IsGenericMethod)
            return null;
        var parameters = method.GetParameters();
        if (method.Name == "CompareExchange")
            return CompareExchange;
        bool unsigned = parameters.Length > 1 && (parameters[1].ParameterType == typeof(uint) || parameters[1].ParameterType == typeof(ulong));
        return method.Name switch
        {
            "Add" => Atomic(AtomicKind.Add),
            "Min" => Atomic(unsigned ? AtomicKind.MinUnsigned : AtomicKind.Min),
            "Max" => Atomic(unsigned ? AtomicKind.MaxUnsigned : AtomicKind.Max),
            "And" => Atomic(AtomicKind.And),
            "Or" => Atomic(AtomicKind.Or),
            "Xor" => Atomic(AtomicKind.Xor),
            "Exchange" => Exchange,
            _ => null,
        };
    }

    // Index1D is a structure of one int: take and give its leaf.
    private static Intrinsic Atomic(AtomicKind kind) => call =>
        call.Arguments[1].With([call.Emit.Atomic(kind, call.Pointer(0), call.Arguments[1].Leaves[0])]);

    private static StackValue Exchange(IntrinsicCall call)
    {
        var value = call.Arguments[1].Leaves[0];
        return call.Arguments[1].With([FromBits(call, value.Type, call.Emit.Atomic(AtomicKind.Exchange, call.Pointer(0), Bits(call, value)))]);
    }

    /// <summary>Floats are compared by their bits, as .NET's Interlocked does.</summary>
    private static StackValue CompareExchange(IntrinsicCall call)
    {
        var value = call.Arguments[2].Leaves[0];
        var old = call.Emit.CompareExchange(call.Pointer(0), Bits(call, call.Arguments[1].Leaves[0]), Bits(call, value));
        return call.Arguments[2].With([FromBits(call, value.Type, old)]);
    }

    private static Value Bits(IntrinsicCall call, Value value) => value.Type switch
    {
        IRType.Float32 => call.Emit.Convert(Op.Bitcast, IRType.Int32, value),
        IRType.Float64 => call.Emit.Convert(Op.Bitcast, IRType.Int64, value),
        _ => value,
    };

    private static Value FromBits(IntrinsicCall call, IRType type, Value bits) => call.Emit.Convert(Op.Bitcast, type, bits);
}
