using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>Where a work item stands: the properties of Grid, Group and Warp.</summary>
internal static class PositionIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type) => type switch
    {
        "ILGPU.Grid" => FindGrid(method.Name),
        "ILGPU.Group" => FindGroup(method.Name),
        "ILGPU.Warp" => FindWarp(method.Name),
        _ => null,
    };

    private static Intrinsic? FindGrid(string name) => name switch
    {
        "get_IdxX" => Query(Op.GroupIndex, 0),
        "get_IdxY" => Query(Op.GroupIndex, 1),
        "get_IdxZ" => Query(Op.GroupIndex, 2),
        "get_DimX" => Query(Op.GridDimension, 0),
        "get_DimY" => Query(Op.GridDimension, 1),
        "get_DimZ" => Query(Op.GridDimension, 2),
        "get_Index" => Query3(Op.GroupIndex),
        "get_Dimension" => Query3(Op.GridDimension),
        "get_LinearIndex" => call => call.Result(Linear(call.Emit, Op.GroupIndex, Op.GridDimension)),
        "get_GlobalIndex" => call => call.Result([.. Axes.Select(axis => Global(call.Emit, axis, IRType.Int32))]),
        "get_LongGlobalIndex" => call => call.Result([.. Axes.Select(axis => Global(call.Emit, axis, IRType.Int64))]),
        "get_GlobalLinearIndex" => call => call.Result(GlobalLinear(call.Emit)),
        "ComputeGlobalIndex" => call => ComputeGlobal(call, IRType.Int32),
        "ComputeLongGlobalIndex" => call => ComputeGlobal(call, IRType.Int64),
        _ => null,
    };

    private static Intrinsic? FindGroup(string name) => name switch
    {
        "get_IdxX" => Query(Op.ThreadIndex, 0),
        "get_IdxY" => Query(Op.ThreadIndex, 1),
        "get_IdxZ" => Query(Op.ThreadIndex, 2),
        "get_DimX" => Query(Op.GroupDimension, 0),
        "get_DimY" => Query(Op.GroupDimension, 1),
        "get_DimZ" => Query(Op.GroupDimension, 2),
        "get_Index" => Query3(Op.ThreadIndex),
        "get_Dimension" => Query3(Op.GroupDimension),
        "get_LinearIndex" => call => call.Result(LinearThread(call.Emit)),
        "get_IsFirstThread" => call => call.Bool(call.Emit.Compare(Comparison.Equal, LinearThread(call.Emit), Constant.Int32(0))),
        "get_IsLastThread" => call => call.Bool(call.Emit.Compare(Comparison.Equal, LinearThread(call.Emit), LastOf(call.Emit, GroupSize(call.Emit)))),
        _ => null,
    };

    private static Intrinsic? FindWarp(string name) => name switch
    {
        "get_WarpSize" => Query(Op.WarpSize, 0),
        "get_LaneIdx" => Query(Op.LaneIndex, 0),
        "get_IsFirstLane" => call => call.Bool(call.Emit.Compare(Comparison.Equal, call.Emit.Query(Op.LaneIndex), Constant.Int32(0))),
        "get_IsLastLane" => call => call.Bool(call.Emit.Compare(Comparison.Equal, call.Emit.Query(Op.LaneIndex), LastOf(call.Emit, call.Emit.Query(Op.WarpSize)))),
        "get_WarpIdx" => call => call.Result(call.Emit.Binary(Op.Div, LinearThread(call.Emit), call.Emit.Query(Op.WarpSize))),
        "ComputeWarpIdx" => call => call.Result(call.Emit.Binary(Op.Div, call.Int32(0), call.Emit.Query(Op.WarpSize))),
        "ComputeWarpThreadIdx" => call => call.Result(call.Emit.Binary(Op.Rem, call.Int32(0), call.Emit.Query(Op.WarpSize))),
        _ => null,
    };

    private static readonly int[] Axes = [0, 1, 2];

    /// <summary>A work item's index in the whole grid along an axis.</summary>
    public static Value Global(Emitter emit, int axis, IRType type) =>
        Global(emit, emit.Query(Op.GroupIndex, axis), emit.Query(Op.ThreadIndex, axis), axis, type);

    private static Value Global(Emitter emit, Value group, Value thread, int axis, IRType type) =>
        emit.Binary(
            Op.Add,
            emit.Binary(Op.Mul, emit.Resize(group, type), emit.Resize(emit.Query(Op.GroupDimension, axis), type)),
            emit.Resize(thread, type));

    private static StackValue ComputeGlobal(IntrinsicCall call, IRType type)
    {
        var (group, thread) = (call.Arguments[0].Leaves, call.Arguments[1].Leaves);
        return call.Result([.. group.Select((leaf, axis) => Global(call.Emit, leaf, thread[axis], axis, type))]);
    }

    private static Intrinsic Query(Op op, int axis) => call => StackValue.Scalar(call.Emit.Query(op, axis));

    private static Intrinsic Query3(Op op) => call => call.Result([.. Axes.Select(axis => call.Emit.Query(op, axis))]);

    private static Value LinearThread(Emitter emit) => Linear(emit, Op.ThreadIndex, Op.GroupDimension);

    private static Value Linear(Emitter emit, Op index, Op dimension)
    {
        var rows = emit.Binary(Op.Add, emit.Binary(Op.Mul, emit.Query(index, 2), emit.Query(dimension, 1)), emit.Query(index, 1));
        return emit.Binary(Op.Add, emit.Binary(Op.Mul, rows, emit.Query(dimension, 0)), emit.Query(index, 0));
    }

    private static Value GroupSize(Emitter emit) => emit.Binary(
        Op.Mul,
        emit.Binary(Op.Mul, emit.Query(Op.GroupDimension, 0), emit.Query(Op.GroupDimension, 1)),
        emit.Query(Op.GroupDimension, 2));

    private static Value GlobalLinear(Emitter emit) => emit.Binary(
        Op.Add,
        emit.Binary(Op.Mul, Linear(emit, Op.GroupIndex, Op.GridDimension), GroupSize(emit)),
        LinearThread(emit));

    private static Value LastOf(Emitter emit, Value count) => emit.Binary(Op.Sub, count, Constant.Int32(1));
}
