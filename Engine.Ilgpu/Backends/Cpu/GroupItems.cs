using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>All items of a group, each run to its end: three plain nested loops. Local memory is reused.</summary>
internal sealed class GroupItems(ILWriter il, KernelCode code, UniformEmitter uniforms) : LaneValues(il, code, uniforms)
{
    private readonly LocalBuilder[] _indices = [il.Declare(typeof(int)), il.Declare(typeof(int)), il.Declare(typeof(int))];
    private readonly LocalBuilder[] _dimensions = [il.Declare(typeof(int)), il.Declare(typeof(int)), il.Declare(typeof(int))];
    private readonly LocalBuilder _localMemory = il.Declare(typeof(nint));

    /// <summary>Emits what is the same for all groups.</summary>
    public void EmitPrologue()
    {
        for (int axis = 0; axis < 3; axis++)
        {
            Uniforms.PushGeometry(Op.GroupDimension, axis);
            Il.Store(_dimensions[axis]);
        }
        if (Code.Scratch.LocalBytes == 0)
            return;
        Uniforms.PushFrame(nameof(KernelFrame.Local));
        Il.Store(_localMemory);
    }

    public override void ForEach(Action<Label> body) => Loop(2, body);

    private void Loop(int axis, Action<Label> body)
    {
        var start = Il.Label();
        var next = Il.Label();
        Il.Int(0);
        Il.Store(_indices[axis]);
        Il.Mark(start);
        if (axis > 0)
        {
            Loop(axis - 1, body);
        }
        else
        {
            ClearLocalMemory();
            body(next);
        }
        Il.Mark(next);
        Il.Load(_indices[axis]);
        Il.Int(1);
        Il.Emit(OpCodes.Add);
        Il.Store(_indices[axis]);
        Il.Load(_indices[axis]);
        Il.Load(_dimensions[axis]);
        Il.Branch(OpCodes.Blt, start);
    }

    public override void PushItem()
    {
        Il.Load(_indices[2]);
        Il.Load(_dimensions[1]);
        Il.Emit(OpCodes.Mul);
        Il.Load(_indices[1]);
        Il.Emit(OpCodes.Add);
        Il.Load(_dimensions[0]);
        Il.Emit(OpCodes.Mul);
        Il.Load(_indices[0]);
        Il.Emit(OpCodes.Add);
    }

    protected override LocalBuilder ThreadIndex(long axis) => _indices[axis];

    protected override void PushLocalMemory() => Il.Load(_localMemory);

    private void ClearLocalMemory()
    {
        if (Code.Scratch.LocalBytes == 0)
            return;
        Il.Load(_localMemory);
        Il.Int(0);
        Il.Int(Code.Scratch.LocalBytes);
        Il.Emit(OpCodes.Initblk);
    }
}
