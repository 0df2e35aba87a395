using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Instructions: scalar, on vectors, or, where vectors have no such operation, lane by lane.</summary>
internal sealed partial class VectorLanes
{
    private static readonly System.Reflection.MethodInfo MemoryBarrier =
        typeof(Thread).GetMethod(nameof(Thread.MemoryBarrier))!;

    private void EmitInstruction(Instruction instruction)
    {
        if (Code.Uniforms.Contains(instruction) || LaneValues.IsQuery(instruction))
            return;
        if (_placement.IsInline(instruction) && (!_shapes.IsVarying(instruction) || IsInlineVector(instruction) || IsTakenApart(instruction)))
            return;
        switch (instruction.Op)
        {
            case Op.Store:
                EmitStore(instruction);
                return;
            case Op.Fence:
                Il.Call(MemoryBarrier);
                return;
            case Op.Assert:
                EmitAssert(instruction);
                return;
            case Op.WarpBarrier or Op.Barrier:
                // Lanes are in step, and instructions with effects stay in order.
                return;
            case Op.Shuffle or Op.ShuffleUp or Op.ShuffleDown or Op.ShuffleXor or Op.Broadcast:
                EmitShuffle(instruction);
                return;
            case Op.BarrierPopCount or Op.BarrierAnd or Op.BarrierOr:
                EmitVote(instruction);
                return;
        }
        if (!IsKept(instruction) && !instruction.Op.HasEffect())
            return;
        if (instruction.Op == Op.Load)
            EmitPrefetches(instruction);
        if (!_shapes.IsVarying(instruction))
        {
            EmitScalar(instruction);
            StoreScalar(instruction);
        }
        else if (instruction.Op == Op.Load)
        {
            EmitLoad(instruction);
        }
        else if (_ops.Has(instruction))
        {
            EmitVector(instruction);
        }
        else
        {
            EmitByLane(instruction);
        }
    }

    private void EmitVector(Instruction instruction)
    {
        // An operand may live in the local of the result: no part is stored before all are computed.
        int parts = VectorIsa.Parts(instruction.Type);
        for (int part = 0; part < parts; part++)
            _ops.Emit(instruction, part);
        for (int part = parts - 1; part >= 0; part--)
            PopVector(instruction, part);
    }

    private void EmitAssert(Instruction instruction)
    {
        var holds = Il.Label();
        var condition = instruction.Operands[0];
        if (!_shapes.IsUniform(condition))
        {
            PushMaskBits(condition);
            Il.Int(AllLanes);
            Il.Branch(OpCodes.Beq, holds);
            ForEachLane(instruction, _ =>
            {
                var next = Il.Label();
                PushLane(condition);
                Il.Branch(OpCodes.Brtrue, next);
                EmitFailure(instruction, PushLane);
                Il.Mark(next);
            });
        }
        else
        {
            PushScalar(condition);
            Il.Branch(OpCodes.Brtrue, holds);
            ForEachLane(instruction, _ => EmitFailure(instruction, PushLane));
        }
        Il.Mark(holds);
    }

    private void EmitFailure(Instruction instruction, Action<Value> push)
    {
        ScalarFallback.EmitFaults(Il);
        Il.Int(Code.Faults.Add((FaultCode)instruction.Immediate, instruction.Location));
        push(instruction.Operands[1]);
        push(instruction.Operands[2]);
        Il.Call(FaultTable.FailMethod);
    }

    /// <summary>Does an instruction once for each lane, in order.</summary>
    private void EmitByLane(Instruction instruction)
    {
        bool kept = IsKept(instruction);
        ForEachLane(instruction, lane =>
        {
            if (kept)
                PushLaneAddress(ResultRow, instruction.Type, lane);
            EmitComputation(instruction, PushLane);
            if (kept)
                Il.StoreIndirect(SpillSlots.StoredType(instruction.Type));
            else if (instruction.Type != IRType.Void)
                Il.Emit(OpCodes.Pop);
        });
        if (kept)
            LoadRow(instruction);
    }
}
