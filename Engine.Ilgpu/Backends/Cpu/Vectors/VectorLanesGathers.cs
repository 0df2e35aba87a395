using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Loads of lanes that do not lie side by side.</summary>
internal sealed partial class VectorLanes
{
    /// <summary>Addresses of the form base + index · scale that only one gather uses: it takes them apart.</summary>
    private readonly Dictionary<Value, (Value Base, Value Index)> _gathered = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Value> _gatheredIndices = new(ReferenceEqualityComparer.Instance);

    private void FindGathered()
    {
        if (!Gathers.IsSupported)
            return;
        foreach (var load in Region.Segments.SelectMany(segment => segment.Instructions))
        {
            if (load is not { Op: Op.Load, Operands: [Instruction { Op: Op.Element } element, ..] } || load.Type.SizeInBytes() < 4)
                continue;
            if (!_placement.IsInline(element) || element.Immediate is not (1 or 2 or 4 or 8) || !_shapes.IsVarying(load))
                continue;
            if (!_shapes.IsVarying(element) || !_shapes.IsUniform(element.Operands[0])
                || element.Operands[1] is not Instruction { Op: Op.SignExtend, Operands: [{ Type: IRType.Int32 } index] } extension
                || !_placement.IsInline(extension) || !_shapes.IsVarying(extension))
                continue;
            _gathered.Add(element, (element.Operands[0], index));
            _gatheredIndices.Add(extension);
        }
    }

    private bool IsTakenApart(Instruction instruction) => _gathered.ContainsKey(instruction) || _gatheredIndices.Contains(instruction);

    /// <summary>False if it cannot be done.</summary>
    private bool TryEmitGather(Instruction load)
    {
        var pointer = load.Operands[0];
        if (_shapes.IsUniform(pointer))
        {
            EmitBroadcastLoad(load);
            return true;
        }
        if (!Gathers.IsSupported)
            return false;
        bool isNear = _shapes.StrideOf(pointer) is { } stride && Math.Abs(stride) <= int.MaxValue / 64;
        if (load.Type.SizeInBytes() < 4)
            EmitSmallGather(load);
        else if (_gathered.ContainsKey(pointer) || isNear)
            EmitIndexedGather(load);
        else
            EmitAddressedGather(load);
        return true;
    }

    private void EmitBroadcastLoad(Instruction load)
    {
        var element = VectorIsa.Element(load.Type);
        EmitComputation(load, PushScalar);
        EmitWiden(load.Type);
        _isa.Broadcast(Il, element);
        int parts = VectorIsa.Parts(load.Type);
        for (int part = 1; part < parts; part++)
            Il.Emit(OpCodes.Dup);
        for (int part = 0; part < parts; part++)
            PopVector(load, part);
    }

    private void EmitIndexedGather(Instruction load)
    {
        var element = VectorIsa.Element(load.Type);
        var bits = BitsOf(element);
        bool isWide = bits == typeof(long);
        var mask = GatherMask(load);
        var origin = Il.Declare(typeof(nint));
        var indices = Il.Declare(_isa.Vector(typeof(int)));
        int scale = PushOriginAndIndices(load.Operands[0]);
        Il.Store(indices);
        Il.Store(origin);
        int parts = VectorIsa.Parts(load.Type);
        for (int part = 0; part < parts; part++)
        {
            Il.Load(origin);
            Il.Load(indices);
            Il.Load(mask);
            Il.Int(scale);
            if (isWide)
                Il.Int(part);
            Il.Call(Gathers.Indexed(_isa.VectorBytes, isWide));
            _isa.As(Il, bits, element);
        }
        for (int part = parts - 1; part >= 0; part--)
            PopVector(load, part);
    }

    /// <returns>The scale of the indices.</returns>
    private int PushOriginAndIndices(Value pointer)
    {
        if (_gathered.TryGetValue(pointer, out var parts))
        {
            PushScalar(parts.Base);
            PushVector(parts.Index, 0);
            return (int)((Instruction)pointer).Immediate;
        }
        PushScalar(pointer);
        Il.Int(0);
        Il.Int((int)_shapes.StrideOf(pointer)!.Value);
        _isa.Call(Il, "CreateSequence", typeof(int), typeof(int), typeof(int));
        return 1;
    }

    private void EmitAddressedGather(Instruction load)
    {
        var element = VectorIsa.Element(load.Type);
        var mask = GatherMask(load);
        var pointer = load.Operands[0];
        if (VectorIsa.Parts(load.Type) == 1)
        {
            PushVector(pointer, 0);
            PushVector(pointer, 1);
            Il.Load(mask);
            Il.Call(Gathers.Addressed(_isa.VectorBytes, false));
            _isa.As(Il, typeof(int), element);
            PopVector(load, 0);
            return;
        }
        for (int part = 0; part < 2; part++)
        {
            PushVector(pointer, part);
            PushMask(mask, part, typeof(long));
            Il.Call(Gathers.Addressed(_isa.VectorBytes, true));
            _isa.As(Il, typeof(long), element);
        }
        for (int part = 1; part >= 0; part--)
            PopVector(load, part);
    }

    private void EmitSmallGather(Instruction load)
    {
        var mask = GatherMask(load);
        PushVector(load.Operands[0], 0);
        PushVector(load.Operands[0], 1);
        Il.Load(mask);
        Il.Int(load.Type == IRType.Int16 ? 16 : 8);
        Il.Call(Gathers.Small(_isa.VectorBytes));
        if (load.Type == IRType.Int1)
            EmitLowestBitAsMask();
        PopVector(load, 0);
    }

    private LocalBuilder GatherMask(Instruction load)
    {
        if (load.Mask is not null)
            return StoreMask(load);
        var mask = Il.Declare(_isa.Vector(typeof(int)));
        Il.Int(-1);
        _isa.Broadcast(Il, typeof(int));
        Il.Store(mask);
        return mask;
    }

    /// <summary>Makes 0 or -1 of each lane's lowest bit.</summary>
    private void EmitLowestBitAsMask()
    {
        foreach (string shift in (string[])["ShiftLeft", "ShiftRightArithmetic"])
        {
            Il.Int(31);
            _isa.Call(Il, shift, typeof(int), _isa.Vector(typeof(int)), typeof(int));
        }
    }
}
