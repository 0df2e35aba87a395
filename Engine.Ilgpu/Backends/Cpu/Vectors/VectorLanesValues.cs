using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Values: their locals, and how they are pushed as scalars, as vectors, or for one lane.</summary>
internal sealed partial class VectorLanes
{
    // Bits that the shortest mask register of AVX-512 has.
    private const int NarrowestMaskRegister = 8;

    private readonly Dictionary<Value, LocalBuilder[]> _scalars = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, LocalBuilder[]> _vectors = new(ReferenceEqualityComparer.Instance);

    /// <summary>Uniform values that vector operations use: broadcast once, where they are computed.</summary>
    private readonly Dictionary<Value, LocalBuilder[]?> _broadcasts = new(ReferenceEqualityComparer.Instance);

    /// <summary>A lane's bits of a mask that all lanes hold.</summary>
    private int AllLanes => (1 << Lanes) - 1;

    private LocalBuilder[] LocalsOf(Value value)
    {
        var (owner, isVector) = PlaceOf(value);
        var locals = isVector ? _vectors : _scalars;
        if (!locals.TryGetValue(owner, out var parts))
        {
            parts = DeclareForm(value);
            locals.Add(owner, parts);
        }
        return parts;
    }

    private LocalBuilder[] DeclareForm(Value value) =>
        _shapes.IsVarying(value) ? DeclareVector(value.Type) : [Il.Declare(value.Type)];

    private LocalBuilder[] DeclareVector(IRType type) =>
        [.. Enumerable.Range(0, VectorIsa.Parts(type)).Select(_ => Il.Declare(_isa.Vector(type)))];

    /// <summary>Stores a value into locals of the form that another value has.</summary>
    private void StoreForm(Value form, Value source, LocalBuilder[] target)
    {
        if (!_shapes.IsVarying(form))
        {
            PushScalar(source);
            Il.Store(target[0]);
            return;
        }
        // All parts are pushed first: the source may live in the target.
        for (int part = 0; part < target.Length; part++)
            PushVector(source, part);
        for (int part = target.Length - 1; part >= 0; part--)
            Il.Store(target[part]);
    }

    /// <summary>Pushes a value that does not vary; of a strided one, that of the first lane.</summary>
    private void PushScalar(Value value)
    {
        if (value is Constant constant)
            Il.Push(constant);
        else if (Code.Uniforms.Contains(value))
            Uniforms.Push(value);
        else if (LaneValues.IsQuery(value))
            _lanes.Push((Instruction)value);
        else if (IsDerived(value))
            EmitDerived(value, PushScalar);
        else if (_placement.IsInline(value))
            EmitScalar((Instruction)value);
        else
            Il.Load(LocalsOf(value)[0]);
    }

    /// <summary>Emits an instruction whose result does not vary, once for all lanes.</summary>
    private void EmitScalar(Instruction instruction)
    {
        if (instruction is not { Op: Op.AnyLane, Operands: [var mask] } || !_shapes.IsVarying(mask))
        {
            EmitComputation(instruction, PushScalar);
            return;
        }
        PushMaskBits(mask);
        Il.Int(0);
        Il.Emit(OpCodes.Cgt_Un);
    }

    private void PushVector(Value value, int part)
    {
        if (_broadcasts.TryGetValue(value, out var broadcast) && broadcast is not null)
            Il.Load(broadcast[0]);
        else if (!_shapes.IsVarying(value))
            PushSpread(value, part);
        else if (IsInlineVector(value))
            EmitPart((Instruction)value, part);
        else
            Il.Load(LocalsOf(value)[part]);
    }

    private bool IsInlineVector(Value value) =>
        _placement.IsInline(value) && value is Instruction { Op: not Op.Load } instruction
        && VectorIsa.Parts(value.Type) == 1 && (_ops.Has(instruction) || IsPermutation(instruction));

    private void EmitPart(Instruction instruction, int part)
    {
        if (ConstantSources(instruction) is { } sources)
            PushConstantPermutation(instruction.Operands[0], sources, part);
        else
            _ops.Emit(instruction, part);
    }

    /// <summary>Pushes the vector of a uniform or strided value.</summary>
    private void PushSpread(Value value, int part)
    {
        var element = VectorIsa.Element(value.Type);
        if (value is Constant { Type: IRType.Int1 } constant)
        {
            Il.Int(constant.Bits == 0 ? 0 : -1);
        }
        else
        {
            PushScalar(value);
            EmitWiden(value.Type);
        }
        _isa.Broadcast(Il, element);
        if (_shapes.StrideOf(value) is not (long stride and not 0))
            return;
        int firstLane = part * Lanes / 2;
        if (element == typeof(int))
        {
            Il.Int(0);
            Il.Int((int)stride);
        }
        else
        {
            Il.Long(firstLane * stride);
            Il.Long(stride);
        }
        _isa.Call(Il, "CreateSequence", element, element, element);
        _isa.OnVectors(Il, "Add", element);
    }

    /// <summary>From a scalar local's form to a vector's element or back: an i1 is 0 or 1 here, 0 or -1 there.</summary>
    private void EmitWiden(IRType type)
    {
        if (type == IRType.Int1)
            Il.Emit(OpCodes.Neg);
        else if (type == IRType.Pointer)
            Il.Emit(OpCodes.Conv_I8);
    }

    /// <summary>Pushes a mask as bits, a lane a bit.</summary>
    private void PushMaskBits(Value mask)
    {
        PushVector(mask, 0);
        _isa.OnVectors(Il, "ExtractMostSignificantBits", typeof(int), 1);
        Il.Emit(OpCodes.Conv_I4);
        if (_isa.Lanes < NarrowestMaskRegister)
        {
            // .NET 10 may read a mask register as it is, with ones above the lanes where the mask was inverted in it.
            Il.Int((1 << _isa.Lanes) - 1);
            Il.Emit(OpCodes.And);
        }
    }

    /// <summary>Pushes what the first lane holds, in a scalar local's form.</summary>
    private void PushFirstLane(Value value)
    {
        PushVector(value, 0);
        _isa.OnVectors(Il, "ToScalar", VectorIsa.Element(value.Type), 1);
        EmitWiden(value.Type);
    }

    /// <summary>Branches if an i32 is not the same in all lanes.</summary>
    private void EmitUnlessEqual(Value value, Label target)
    {
        PushVector(value, 0);
        PushFirstLane(value);
        _isa.Broadcast(Il, typeof(int));
        _isa.OnVectors(Il, "EqualsAll", typeof(int));
        Il.Branch(OpCodes.Brfalse, target);
    }

    /// <summary>Finds the uniform instructions whose results vector operations take.</summary>
    private void FindBroadcasts()
    {
        var reloaded = new HashSet<Value>(
            Region.Entries.SelectMany(entry => Reloads(entry.Pc, entry.Segment).Concat(Recomputations(entry.Pc, entry.Segment))),
            ReferenceEqualityComparer.Instance);
        foreach (var instruction in Region.Segments.SelectMany(segment => segment.Instructions))
        {
            if (instruction.Type == IRType.Void || !_shapes.IsVarying(instruction) || !_ops.Has(instruction))
                continue;
            foreach (var operand in instruction.Operands)
            {
                if (operand is Instruction && _shapes.IsUniform(operand) && !Code.Uniforms.Contains(operand)
                    && !LaneValues.IsQuery(operand) && !_placement.IsInline(operand) && !reloaded.Contains(operand))
                    _broadcasts.TryAdd(operand, null);
            }
        }
    }

    /// <summary>Pops the scalar result of an instruction into the locals that its uses read.</summary>
    private void StoreScalar(Instruction instruction)
    {
        if (!_broadcasts.ContainsKey(instruction))
        {
            Il.Store(LocalsOf(instruction)[0]);
            return;
        }
        var scalar = LocalsOf(instruction)[0];
        Il.Store(scalar);
        var vector = Il.Declare(_isa.Vector(instruction.Type));
        _broadcasts[instruction] = [vector];
        Il.Load(scalar);
        EmitWiden(instruction.Type);
        _isa.Broadcast(Il, VectorIsa.Element(instruction.Type));
        Il.Store(vector);
    }

    private void PopVector(Instruction instruction, int part) => Il.Store(LocalsOf(instruction)[part]);
}
