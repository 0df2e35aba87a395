using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// The full warps of a group, each as one vector of lanes. Questions are answered for the first lane; the lanes
/// after it differ in x, by one each, which holds if rows of the group are multiples of a warp or the group is one row.
/// </summary>
internal sealed class WarpVectors(ILWriter il, KernelCode code, UniformEmitter uniforms) : LaneValues(il, code, uniforms)
{
    private readonly LocalBuilder _item = il.Declare(typeof(int));
    private readonly LocalBuilder _size = il.Declare(typeof(int));
    private readonly LocalBuilder[] _indices = [il.Declare(typeof(int)), il.Declare(typeof(int)), il.Declare(typeof(int))];
    private readonly LocalBuilder[] _dimensions = [il.Declare(typeof(int)), il.Declare(typeof(int))];
    private readonly LocalBuilder _fits = il.Declare(typeof(int));

    private int Lanes => Code.Target.WarpSize;

    /// <summary>Emits what is the same for all groups.</summary>
    public void EmitPrologue()
    {
        for (int axis = 0; axis < 2; axis++)
        {
            Uniforms.PushGeometry(Op.GroupDimension, axis);
            Il.Store(_dimensions[axis]);
        }
        Il.Load(_dimensions[0]);
        Il.Load(_dimensions[1]);
        Il.Emit(OpCodes.Mul);
        Uniforms.PushGeometry(Op.GroupDimension, 2);
        Il.Emit(OpCodes.Mul);
        Il.Store(_size);
        // fits = x is a multiple of the warp, or there is one row.
        Il.Load(_dimensions[0]);
        Il.Int(Lanes - 1);
        Il.Emit(OpCodes.And);
        Il.Int(0);
        Il.Emit(OpCodes.Ceq);
        Il.Load(_size);
        Il.Load(_dimensions[0]);
        Il.Emit(OpCodes.Ceq);
        Il.Emit(OpCodes.Or);
        Il.Store(_fits);
    }

    /// <summary>All full warps of the group; then the items that are left go to the fallback.</summary>
    public override void ForEach(Action<Label> body)
    {
        ClearLocalMemory();
        EmitLoop(body, () => { }, () => Il.Int(0), () => Il.Emit(OpCodes.Pop));
    }

    /// <summary>The same for one region. All warps must leave it at the same place.</summary>
    /// <param name="exit">Where the body leaves the number of that place.</param>
    public void ForEach(LocalBuilder exit, Action<Label> body)
    {
        var first = Il.Declare(typeof(int));
        Set(first, int.MinValue);
        EmitLoop(body, CheckExit, () => Il.Argument(CpuEmitter.PositionArgument), () =>
        {
            Il.Store(exit);
            CheckExit();
        });

        void CheckExit()
        {
            var known = Il.Label();
            var agreed = Il.Label();
            Il.Load(first);
            Il.Int(int.MinValue);
            Il.Branch(OpCodes.Bne_Un, known);
            Il.Load(exit);
            Il.Store(first);
            Il.Mark(known);
            Il.Load(first);
            Il.Load(exit);
            Il.Branch(OpCodes.Beq, agreed);
            ScalarFallback.EmitFaults(Il);
            Il.Call(FaultTable.FailDivergedMethod);
            Il.Mark(agreed);
        }
    }

    private void EmitLoop(Action<Label> body, Action emitWarpDone, Action pushPosition, Action popExit)
    {
        var start = Il.Label();
        var next = Il.Label();
        var rest = Il.Label();
        var end = Il.Label();
        Set(_item, 0);
        foreach (var index in _indices)
            Set(index, 0);
        Il.Load(_fits);
        Il.Branch(OpCodes.Brfalse, rest);
        Il.Mark(start);
        Il.Load(_item);
        Il.Int(Lanes);
        Il.Emit(OpCodes.Add);
        Il.Load(_size);
        Il.Branch(OpCodes.Bgt, rest);
        body(next);
        Il.Mark(next);
        emitWarpDone();
        Increase(_item, Lanes);
        Increase(_indices[0], Lanes);
        Carry(0, start);
        Carry(1, start);
        Il.Branch(OpCodes.Br, start);
        Il.Mark(rest);
        Il.Load(_item);
        Il.Load(_size);
        Il.Branch(OpCodes.Bge, end);
        ScalarFallback.EmitRun(Il, () => Il.Load(_item), () =>
        {
            Il.Load(_size);
            Il.Load(_item);
            Il.Emit(OpCodes.Sub);
        }, pushPosition);
        popExit();
        Il.Mark(end);
    }

    public override void PushItem() => Il.Load(_item);

    protected override LocalBuilder ThreadIndex(long axis) => _indices[axis];

    protected override void PushLocalMemory()
    {
        Uniforms.PushFrame(nameof(KernelFrame.Local));
        Il.Load(_item);
        Il.Emit(OpCodes.Conv_I8);
        Il.Long(Code.Scratch.LocalBytes);
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
    }

    private void ClearLocalMemory()
    {
        if (Code.Scratch.LocalBytes == 0)
            return;
        Uniforms.PushFrame(nameof(KernelFrame.Local));
        Il.Int(0);
        Il.Load(_size);
        Il.Int(Code.Scratch.LocalBytes);
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Initblk);
    }

    /// <summary>If the index has reached its dimension: back to 0, and one more on the next axis.</summary>
    private void Carry(int axis, Label otherwise)
    {
        Il.Load(_indices[axis]);
        Il.Load(_dimensions[axis]);
        Il.Branch(OpCodes.Blt, otherwise);
        Set(_indices[axis], 0);
        Increase(_indices[axis + 1], 1);
    }

    private void Set(LocalBuilder local, int value)
    {
        Il.Int(value);
        Il.Store(local);
    }

    private void Increase(LocalBuilder local, int by)
    {
        Il.Load(local);
        Il.Int(by);
        Il.Emit(OpCodes.Add);
        Il.Store(local);
    }
}
