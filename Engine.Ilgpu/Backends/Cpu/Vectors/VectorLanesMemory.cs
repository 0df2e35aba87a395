using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Memory: neighbouring lanes at neighbouring addresses by vector, else lane by lane; the rows by which lanes go
/// through memory one at a time; and what crosses the borders of the region.
/// </summary>
internal sealed partial class VectorLanes
{
    /// <summary>The row of <see cref="KernelFrame.Lanes"/> that takes results; those before it are for operands.</summary>
    private const int ResultRow = 3;

    private static readonly System.Reflection.MethodInfo TrailingZeros =
        typeof(System.Numerics.BitOperations).GetMethod(nameof(System.Numerics.BitOperations.TrailingZeroCount), [typeof(int)])!;

    private readonly Dictionary<Value, int> _rows = new(ReferenceEqualityComparer.Instance);
    private LocalBuilder? _lane;

    private bool IsContiguous(Value pointer, IRType type) => _shapes.StrideOf(pointer) == type.SizeInBytes();

    private void EmitLoad(Instruction load)
    {
        var pointer = load.Operands[0];
        bool isSmall = load.Type.SizeInBytes() < 4;
        if (!IsContiguous(pointer, load.Type) || (load.Mask is not null && isSmall))
        {
            if (!TryEmitGather(load))
                EmitByLane(load);
            return;
        }
        if (load.Mask is not null)
        {
            EmitMaskedLoad(load);
            return;
        }
        if (isSmall)
        {
            PushScalar(pointer);
            Il.Call(SmallLoads.Method(Lanes, load.Type == IRType.Int16));
            if (load.Type == IRType.Int1)
                EmitLowestBitAsMask();
            PopVector(load, 0);
            return;
        }
        int parts = VectorIsa.Parts(load.Type);
        for (int part = 0; part < parts; part++)
        {
            PushScalar(pointer);
            Il.AddConstant(part * _isa.VectorBytes);
            _isa.Load(Il, VectorIsa.Element(load.Type));
        }
        for (int part = parts - 1; part >= 0; part--)
            PopVector(load, part);
    }

    /// <summary>Asks for what a later turn of the loop will load.</summary>
    private void EmitPrefetches(Instruction load)
    {
        foreach (long distance in Code.Prefetched!.DistancesFrom(load))
        {
            PushScalar(load.Operands[0]);
            Il.AddConstant(distance);
            Il.Call(Prefetching.Method);
        }
    }

    private void EmitStore(Instruction store)
    {
        var (pointer, value) = (store.Operands[0], store.Operands[1]);
        if (_shapes.IsUniform(pointer) && _shapes.IsUniform(value))
        {
            PushScalar(pointer);
            PushScalar(value);
            Il.StoreIndirect(value.Type);
            return;
        }
        if (!IsContiguous(pointer, value.Type) || value.Type is IRType.Int1 or IRType.Int8 or IRType.Int16)
        {
            ForEachLane(store, _ => EmitComputation(store, PushLane));
            return;
        }
        if (store.Mask is not null)
        {
            EmitMaskedStore(store);
            return;
        }
        for (int part = 0; part < VectorIsa.Parts(value.Type); part++)
        {
            PushScalar(pointer);
            Il.AddConstant(part * _isa.VectorBytes);
            PushVector(value, part);
            _isa.Store(Il, VectorIsa.Element(value.Type));
        }
    }

    /// <summary>Emits a loop over the lanes that do an instruction; see the other form.</summary>
    private void ForEachLane(Instruction instruction, Action<LocalBuilder> body) =>
        ForEachLane([.. instruction.Operands.Take(instruction.Op.Info().Arity)], instruction.Mask, body);

    /// <summary>
    /// Emits a loop over the lanes, under a mask over those it names; inside, <see cref="PushLane"/> gives the operands of the
    /// lane at hand.
    /// </summary>
    private void ForEachLane(IReadOnlyList<Value> operands, Value? mask, Action<LocalBuilder> body)
    {
        _rows.Clear();
        foreach (var operand in operands)
        {
            if (!_shapes.IsVarying(operand) || _rows.ContainsKey(operand))
                continue;
            int row = _rows.Count;
            StoreRow(operand, row);
            _rows.Add(operand, row);
        }
        _lane = Il.Declare(typeof(int));
        var start = Il.Label();
        if (mask is not null)
        {
            EmitMaskedLoop(mask, start, body);
            return;
        }
        Il.Int(0);
        Il.Store(_lane);
        Il.Mark(start);
        body(_lane);
        Il.Load(_lane);
        Il.Int(1);
        Il.Emit(OpCodes.Add);
        Il.Store(_lane);
        Il.Load(_lane);
        Il.Int(Lanes);
        Il.Branch(OpCodes.Blt, start);
    }

    /// <summary>From set bit to set bit.</summary>
    private void EmitMaskedLoop(Value mask, Label start, Action<LocalBuilder> body)
    {
        var bits = Il.Declare(typeof(int));
        var end = Il.Label();
        PushMaskBits(mask);
        Il.Store(bits);
        Il.Mark(start);
        Il.Load(bits);
        Il.Branch(OpCodes.Brfalse, end);
        Il.Load(bits);
        Il.Call(TrailingZeros);
        Il.Store(_lane!);
        body(_lane!);
        Il.Load(bits);
        Il.Load(bits);
        Il.Int(1);
        Il.Emit(OpCodes.Sub);
        Il.Emit(OpCodes.And);
        Il.Store(bits);
        Il.Branch(OpCodes.Br, start);
        Il.Mark(end);
    }

    /// <summary>Pushes an operand of <see cref="ForEachLane(IReadOnlyList{Value}, Value?, Action{LocalBuilder})"/> as the lane at hand has it.</summary>
    private void PushLane(Value value)
    {
        if (_rows.TryGetValue(value, out int row))
        {
            PushLaneAddress(row, value.Type, _lane!);
            Il.LoadIndirect(SpillSlots.StoredType(value.Type));
            return;
        }
        PushScalar(value);
        if (_shapes.StrideOf(value) is not (long stride and not 0))
            return;
        Il.Load(_lane!);
        if (VectorIsa.Parts(value.Type) == 2)
        {
            Il.Emit(OpCodes.Conv_I8);
            Il.Long(stride);
        }
        else
        {
            Il.Int((int)stride);
        }
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
    }

    private void PushLaneAddress(int row, IRType type, LocalBuilder lane)
    {
        PushRow(row);
        Il.Load(lane);
        Il.Int(SpillSlots.StoredType(type).SizeInBytes());
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Conv_I);
        Il.Emit(OpCodes.Add);
    }

    private void PushRow(int row)
    {
        Uniforms.PushFrame(nameof(KernelFrame.Lanes));
        Il.AddConstant((long)row * Lanes * 8);
    }

    private void StoreRow(Value value, int row) => StoreParts(value, part =>
    {
        PushRow(row);
        Il.AddConstant(part * _isa.VectorBytes);
    });

    private void LoadRow(Instruction instruction) => LoadParts(instruction, part =>
    {
        PushRow(ResultRow);
        Il.AddConstant(part * _isa.VectorBytes);
    });

    /// <summary>Stores a value's lanes one after another, an i1 as an i32 of 0 or 1.</summary>
    private void StoreParts(Value value, Action<int> pushAddress)
    {
        for (int part = 0; part < VectorIsa.Parts(value.Type); part++)
        {
            pushAddress(part);
            PushVector(value, part);
            if (value.Type == IRType.Int1)
                _isa.OnVectors(Il, "Negate", typeof(int), 1);
            _isa.Store(Il, VectorIsa.Element(value.Type));
        }
    }

    private void LoadParts(Value value, Action<int> pushAddress)
    {
        var locals = LocalsOf(value);
        for (int part = 0; part < locals.Length; part++)
        {
            pushAddress(part);
            _isa.Load(Il, VectorIsa.Element(value.Type));
            if (value.Type == IRType.Int1)
                _isa.OnVectors(Il, "Negate", typeof(int), 1);
            Il.Store(locals[part]);
        }
    }

    private void EmitSave(Value value)
    {
        if (!SlotOf(value).IsPerWarp)
        {
            StoreParts(value, part => PushSlot(value, part));
            return;
        }
        PushSlot(value, 0);
        if (_shapes.IsVarying(value))
            PushFirstLane(value);
        else
            PushScalar(value);
        Il.StoreIndirect(SpillSlots.StoredType(value.Type));
    }

    protected override void EmitReloads(int pc, Segment entry)
    {
        foreach (var value in Reloads(pc, entry))
        {
            var locals = LocalsOf(value);
            if (_shapes.IsVarying(value) && !SlotOf(value).IsPerWarp)
            {
                LoadParts(value, part => PushSlot(value, part));
                continue;
            }
            PushSlot(value, 0);
            Il.LoadIndirect(SpillSlots.StoredType(value.Type));
            if (!_shapes.IsVarying(value))
            {
                Il.Store(locals[0]);
                continue;
            }
            EmitWiden(value.Type);
            _isa.Broadcast(Il, VectorIsa.Element(value.Type));
            for (int part = 1; part < locals.Length; part++)
                Il.Emit(OpCodes.Dup);
            foreach (var local in locals)
                Il.Store(local);
        }
        foreach (var instruction in Recomputations(pc, entry))
        {
            EmitRecomputation(instruction, PushScalar);
            Il.Store(LocalsOf(instruction)[0]);
        }
    }

    private SpillSlot SlotOf(Value value) => Code.Slots.Find(value)!.Value;

    /// <summary>Pushes the address of the warp's slot, or of the warp's part of a row of items' slots.</summary>
    private void PushSlot(Value value, int part)
    {
        var slot = SlotOf(value);
        Uniforms.PushFrame(slot.IsPerWarp ? nameof(KernelFrame.WarpSpill) : nameof(KernelFrame.Spill));
        _lanes.PushItem();
        if (slot.IsPerWarp)
        {
            Il.Int(Lanes);
            Il.Emit(OpCodes.Div_Un);
        }
        Il.Emit(OpCodes.Conv_I8);
        Il.Long(slot.IsPerWarp ? Code.Slots.BytesPerWarp : SpillSlots.StoredType(value.Type).SizeInBytes());
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
        if (slot.IsPerWarp)
        {
            Il.AddConstant(slot.Offset);
            return;
        }
        Uniforms.PushFrame(nameof(KernelFrame.RowLength));
        Il.Emit(OpCodes.Conv_I8);
        Il.Long(slot.Offset);
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
        Il.AddConstant(part * _isa.VectorBytes);
    }

    /// <summary>Puts what the lanes hand over into their places of the exchange rows, 8 bytes a lane.</summary>
    private void EmitExchange(Instruction sync)
    {
        for (int i = 0; i < sync.Operands.Length; i++)
        {
            var operand = sync.Operands[i];
            int row = i;
            ForEachLane([operand], null, lane =>
            {
                Uniforms.PushFrame(nameof(KernelFrame.Exchange));
                _lanes.PushItem();
                Il.Load(lane);
                Il.Emit(OpCodes.Add);
                Uniforms.PushFrame(nameof(KernelFrame.RowLength));
                Il.Int(row);
                Il.Emit(OpCodes.Mul);
                Il.Emit(OpCodes.Add);
                Il.Emit(OpCodes.Conv_I8);
                Il.Long(8);
                Il.Emit(OpCodes.Mul);
                Il.Emit(OpCodes.Add);
                PushLane(operand);
                Il.StoreIndirect(SpillSlots.StoredType(operand.Type));
            });
        }
    }
}
