using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// The lanes of one warp: consecutive items of the group, from argument 2 on, as many as argument 3 says.
/// Every item has its own local memory, which outlives the region.
/// </summary>
internal sealed class WarpItems(ILWriter il, KernelCode code, UniformEmitter uniforms) : LaneValues(il, code, uniforms)
{
    public const int FirstItemArgument = 2;
    public const int CountArgument = 3;

    private readonly LocalBuilder _item = il.Declare(typeof(int));
    private readonly LocalBuilder _end = il.Declare(typeof(int));
    private readonly LocalBuilder _localMemory = il.Declare(typeof(nint));
    private readonly LocalBuilder[] _indices = [il.Declare(typeof(int)), il.Declare(typeof(int)), il.Declare(typeof(int))];
    private readonly LocalBuilder[] _dimensions = [il.Declare(typeof(int)), il.Declare(typeof(int))];

    public override void ForEach(Action<Label> body)
    {
        EmitStart();
        var start = Il.Label();
        var next = Il.Label();
        Il.Mark(start);
        body(next);
        Il.Mark(next);
        if (Code.Scratch.LocalBytes > 0)
        {
            Il.Load(_localMemory);
            Il.AddConstant(Code.Scratch.LocalBytes);
            Il.Store(_localMemory);
        }
        Advance(0);
        Increment(_item);
        Il.Load(_item);
        Il.Load(_end);
        Il.Branch(OpCodes.Blt, start);
    }

    public override void PushItem() => Il.Load(_item);

    protected override LocalBuilder ThreadIndex(long axis) => _indices[axis];

    protected override void PushLocalMemory() => Il.Load(_localMemory);

    private void EmitStart()
    {
        Il.Argument(FirstItemArgument);
        Il.Store(_item);
        Il.Load(_item);
        Il.Argument(CountArgument);
        Il.Emit(OpCodes.Add);
        Il.Store(_end);
        for (int axis = 0; axis < 2; axis++)
        {
            Uniforms.PushGeometry(Op.GroupDimension, axis);
            Il.Store(_dimensions[axis]);
        }
        EmitIndex(0, 0);
        EmitIndex(1, 1);
        EmitIndex(2, 2);
        if (Code.Scratch.LocalBytes == 0)
            return;
        Uniforms.PushFrame(nameof(KernelFrame.Local));
        Il.Load(_item);
        Il.Emit(OpCodes.Conv_I8);
        Il.Long(Code.Scratch.LocalBytes);
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
        Il.Store(_localMemory);
    }

    /// <summary>index = first item / (dimensions below) % dimension; the last axis needs no remainder.</summary>
    private void EmitIndex(int axis, int divisors)
    {
        Il.Load(_item);
        for (int i = 0; i < divisors; i++)
        {
            Il.Load(_dimensions[i]);
            Il.Emit(OpCodes.Div_Un);
        }
        if (axis < 2)
        {
            Il.Load(_dimensions[axis]);
            Il.Emit(OpCodes.Rem_Un);
        }
        Il.Store(_indices[axis]);
    }

    private void Advance(int axis)
    {
        Increment(_indices[axis]);
        if (axis == 2)
            return;
        var done = Il.Label();
        Il.Load(_indices[axis]);
        Il.Load(_dimensions[axis]);
        Il.Branch(OpCodes.Bne_Un, done);
        Il.Int(0);
        Il.Store(_indices[axis]);
        Advance(axis + 1);
        Il.Mark(done);
    }

    private void Increment(LocalBuilder local)
    {
        Il.Load(local);
        Il.Int(1);
        Il.Emit(OpCodes.Add);
        Il.Store(local);
    }
}
