using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>Barriers, fences, and values that pass between work items.</summary>
internal static class SynchronisationIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type) => type switch
    {
        "ILGPU.Group" => FindGroup(method.Name),
        "ILGPU.Warp" => FindWarp(method.Name),
        "ILGPU.MemoryFence" => method.Name switch
        {
            "GroupLevel" => Effect(Op.Fence, (long)FenceLevel.Group),
            "DeviceLevel" => Effect(Op.Fence, (long)FenceLevel.Device),
            "SystemLevel" => Effect(Op.Fence, (long)FenceLevel.System),
            _ => null,
        },
        _ => null,
    };

    private static Intrinsic? FindGroup(string name) => name switch
    {
        "Barrier" => Effect(Op.Barrier, 0),
        "BarrierPopCount" => call => StackValue.Scalar(call.Emit.Emit(Op.BarrierPopCount, IRType.Int32, 0, call.Condition(0))),
        "BarrierAnd" => call => call.Bool(call.Emit.Emit(Op.BarrierAnd, IRType.Int1, 0, call.Condition(0))),
        "BarrierOr" => call => call.Bool(call.Emit.Emit(Op.BarrierOr, IRType.Int1, 0, call.Condition(0))),
        "Broadcast" => call => Exchange(call, leaf => call.Emit.Emit(Op.Broadcast, leaf.Type, 0, leaf, call.Int32(1))),
        _ => null,
    };

    private static Intrinsic? FindWarp(string name) => name switch
    {
        "Barrier" => Effect(Op.WarpBarrier, 0),
        "Shuffle" or "Broadcast" => Shuffle(Op.Shuffle),
        "ShuffleUp" => Shuffle(Op.ShuffleUp),
        "ShuffleDown" => Shuffle(Op.ShuffleDown),
        "ShuffleXor" => Shuffle(Op.ShuffleXor),
        _ => null,
    };

    private static Intrinsic Effect(Op op, long immediate) => call =>
    {
        call.Emit.Emit(op, IRType.Void, immediate);
        return null;
    };

    private static Intrinsic Shuffle(Op op) => call =>
    {
        var width = call.Arguments.Length > 2 ? call.Int32(2) : call.Emit.Query(Op.WarpSize);
        return Exchange(call, leaf => call.Emit.Emit(op, leaf.Type, 0, leaf, call.Int32(1), width));
    };

    /// <summary>Passes a value leaf by leaf; the operations take 32- and 64-bit numbers only.</summary>
    private static StackValue Exchange(IntrinsicCall call, Func<Value, Value> exchange)
    {
        var emit = call.Emit;
        return call.Arguments[0].With([.. call.Arguments[0].Leaves.Select(Pass)]);

        Value Pass(Value leaf) => leaf.Type switch
        {
            IRType.Int8 or IRType.Int16 => emit.Convert(Op.Narrow, leaf.Type, exchange(emit.Resize(leaf, IRType.Int32, signed: false))),
            IRType.Pointer => emit.Convert(Op.Bitcast, IRType.Pointer, exchange(emit.Convert(Op.Bitcast, IRType.Int64, leaf))),
            _ => exchange(leaf),
        };
    }
}
