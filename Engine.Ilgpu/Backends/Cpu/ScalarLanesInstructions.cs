using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Instructions.</summary>
internal sealed partial class ScalarLanes
{
    private static readonly System.Reflection.MethodInfo MemoryBarrier =
        typeof(Thread).GetMethod(nameof(Thread.MemoryBarrier))!;

    private void Push(Value value)
    {
        if (value is Constant constant)
            Il.Push(constant);
        else if (Code.Uniforms.Contains(value))
            Uniforms.Push(value);
        else if (LaneValues.IsQuery(value))
            _lanes.Push((Instruction)value);
        else if (IsDerived(value))
            EmitDerived(value, _push);
        else if (value is Instruction { Mask: not null } masked && _placement.IsInline(value))
            EmitMaskedValue(masked);
        else if (_placement.IsInline(value))
            EmitComputation((Instruction)value, _push);
        else
            Il.Load(LocalOf(value));
    }

    private void EmitMaskedValue(Instruction instruction)
    {
        var runs = Il.Label();
        var end = Il.Label();
        Push(instruction.Mask!);
        Il.Branch(OpCodes.Brtrue, runs);
        Il.Push(Constant.Zero(instruction.Type));
        Il.Branch(OpCodes.Br, end);
        Il.Mark(runs);
        EmitComputation(instruction, _push);
        Il.Mark(end);
    }

    private LocalBuilder LocalOf(Value value)
    {
        value = _sharing.OwnerOf(value);
        if (!_locals.TryGetValue(value, out var local))
        {
            local = Il.Declare(value.Type);
            _locals.Add(value, local);
        }
        return local;
    }

    private void EmitInstruction(Instruction instruction)
    {
        if (Code.Uniforms.Contains(instruction) || LaneValues.IsQuery(instruction) || _placement.IsInline(instruction))
            return;
        if (instruction.Mask is not { } mask)
        {
            EmitUnmasked(instruction);
            return;
        }
        var skip = Il.Label();
        Push(mask);
        Il.Branch(OpCodes.Brfalse, skip);
        EmitUnmasked(instruction);
        Il.Mark(skip);
    }

    private void EmitUnmasked(Instruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.Store:
                EmitComputation(instruction, _push);
                return;
            case Op.Fence:
                Il.Call(MemoryBarrier);
                return;
            case Op.Assert:
                EmitAssert(instruction);
                return;
        }
        bool kept = IsKept(instruction);
        if (!kept && !instruction.Op.HasEffect())
            return;
        EmitComputation(instruction, _push);
        if (kept)
            Il.Store(LocalOf(instruction));
        else
            Il.Emit(OpCodes.Pop);
    }

    private void EmitAssert(Instruction instruction)
    {
        var holds = Il.Label();
        EmitConditionalBranch(instruction.Operands[0], true, holds);
        Il.Argument(CpuEmitter.FaultsArgument);
        Il.Int(Code.Faults.Add((FaultCode)instruction.Immediate, instruction.Location));
        Push(instruction.Operands[1]);
        Push(instruction.Operands[2]);
        Il.Call(FaultTable.FailMethod);
        Il.Mark(holds);
    }

    /// <summary>Puts what the item hands over into its places of the exchange rows, 8 bytes each.</summary>
    private void EmitExchange(Instruction sync)
    {
        for (int i = 0; i < sync.Operands.Length; i++)
        {
            Uniforms.PushFrame(nameof(KernelFrame.Exchange));
            _lanes.PushItem();
            Il.Emit(OpCodes.Conv_I8);
            if (i > 0)
            {
                Uniforms.PushFrame(nameof(KernelFrame.RowLength));
                Il.Emit(OpCodes.Conv_I8);
                Il.Long(i);
                Il.Emit(OpCodes.Mul);
                Il.Emit(OpCodes.Add);
            }
            Il.Long(8);
            Il.Emit(OpCodes.Mul);
            Il.Emit(OpCodes.Add);
            Push(sync.Operands[i]);
            Il.StoreIndirect(SpillSlots.StoredType(sync.Operands[i].Type));
        }
    }
}
