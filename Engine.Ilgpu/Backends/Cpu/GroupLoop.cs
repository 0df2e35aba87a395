using System.Reflection.Emit;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>The loop over a range of groups; the frame's group index is counted up, not divided out, each time.</summary>
internal static class GroupLoop
{
    /// <summary>Sets a frame's group index.</summary>
    public static unsafe void SetGroup(KernelFrame* frame, long group)
    {
        long row = group / frame->Geometry->GridX;
        frame->GroupX = (int)(group - (row * frame->Geometry->GridX));
        frame->GroupZ = (int)(row / frame->Geometry->GridY);
        frame->GroupY = (int)(row - ((long)frame->GroupZ * frame->Geometry->GridY));
    }

    /// <summary>Goes to the next group.</summary>
    public static unsafe void Advance(KernelFrame* frame)
    {
        if (++frame->GroupX < frame->Geometry->GridX)
            return;
        frame->GroupX = 0;
        if (++frame->GroupY < frame->Geometry->GridY)
            return;
        frame->GroupY = 0;
        frame->GroupZ++;
    }

    /// <summary>Emits the loop around a body that runs one group.</summary>
    public static void Emit(ILWriter il, Action body)
    {
        var group = il.Declare(typeof(long));
        var start = il.Label();
        var check = il.Label();
        il.Argument(UniformEmitter.FrameArgument);
        il.Argument(CpuEmitter.FirstGroupArgument);
        il.Call(typeof(GroupLoop).GetMethod(nameof(SetGroup))!);
        il.Argument(CpuEmitter.FirstGroupArgument);
        il.Store(group);
        il.Branch(OpCodes.Br, check);
        il.Mark(start);
        body();
        il.Argument(UniformEmitter.FrameArgument);
        il.Call(typeof(GroupLoop).GetMethod(nameof(Advance))!);
        il.Load(group);
        il.Long(1);
        il.Emit(OpCodes.Add);
        il.Store(group);
        il.Mark(check);
        il.Load(group);
        il.Argument(CpuEmitter.EndGroupArgument);
        il.Branch(OpCodes.Blt, start);
    }
}
