using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Runs a piece of code once for each of some items, and knows where the current item stands. The items are all those
/// of a group, or the lanes of one warp.
/// </summary>
internal abstract class LaneValues(ILWriter il, KernelCode code, UniformEmitter uniforms)
{
    protected ILWriter Il { get; } = il;
    protected KernelCode Code { get; } = code;
    protected UniformEmitter Uniforms { get; } = uniforms;

    /// <summary>True for what is asked of the item at each use instead of being kept.</summary>
    public static bool IsQuery(Value value) => value is Instruction { Op: Op.ThreadIndex or Op.LaneIndex or Op.Alloca };

    /// <summary>Emits the loop. The body may branch to the label it is given to be done with the item.</summary>
    public abstract void ForEach(Action<Label> body);

    /// <summary>Pushes the answer to a query; see <see cref="IsQuery"/>.</summary>
    public void Push(Instruction query)
    {
        switch (query.Op)
        {
            case Op.ThreadIndex:
                Il.Load(ThreadIndex(query.Immediate));
                break;
            case Op.LaneIndex:
                PushItem();
                Il.Int(Code.Target.WarpSize - 1);
                Il.Emit(OpCodes.And);
                break;
            default:
                PushLocalMemory();
                Il.AddConstant(Code.OffsetOf(query));
                break;
        }
    }

    /// <summary>The item's linear index in its group, as i32.</summary>
    public abstract void PushItem();

    protected abstract LocalBuilder ThreadIndex(long axis);

    protected abstract void PushLocalMemory();
}
