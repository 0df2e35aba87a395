using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Blocks that only some lanes run: a second copy of the block, away from the common path, in which arithmetic runs in
/// all lanes (operations are total), memory is touched by the chosen ones alone, and the join takes each lane's own value.
/// </summary>
internal sealed partial class VectorLanes
{
    private readonly List<(Label Label, BranchIf Branch, Guard Guard)> _guarded = [];

    /// <summary>The mask under which instructions are emitted, and the same as bits; null: all lanes run.</summary>
    private LocalBuilder? _mask;
    private LocalBuilder? _maskBits;

    private Label GuardAt(BranchIf branch, Guard guard)
    {
        var label = Il.Label();
        _guarded.Add((label, branch, guard));
        return label;
    }

    private void EmitGuarded(Label label, BranchIf branch, Guard guard)
    {
        Il.Mark(label);
        Il.Comment($"some lanes run {guard.Body}");
        _mask = Il.Declare(_isa.Vector(typeof(int)));
        _maskBits = Il.Declare(typeof(int));
        PushVector(branch.Condition, 0);
        if (guard.IntoBody == branch.WhenFalse)
            _isa.OnVectors(Il, "OnesComplement", typeof(int), 1);
        Il.Store(_mask);
        Il.Load(_mask);
        _isa.OnVectors(Il, "ExtractMostSignificantBits", typeof(int), 1);
        Il.Emit(OpCodes.Conv_I4);
        Il.Store(_maskBits);

        // The body may overwrite what the other lanes bring along, even if no edge has anything to move: locals are shared
        // on the assumption that all lanes go one way.
        var parameters = guard.Join.Parameters;
        var moved = Enumerable.Range(0, parameters.Count).Where(i => IsKept(parameters[i])).ToList();
        var results = moved.ConvertAll(i => DeclareForm(parameters[i]));
        for (int n = 0; n < moved.Count; n++)
            StoreForm(parameters[moved[n]], guard.Around.Arguments[moved[n]], results[n]);
        foreach (var instruction in guard.Body.Instructions)
            EmitInstruction(instruction);
        for (int n = 0; n < moved.Count; n++)
            EmitMix(guard.Out.Arguments[moved[n]], parameters[moved[n]], results[n]);
        for (int n = 0; n < moved.Count; n++)
        {
            var target = LocalsOf(parameters[moved[n]]);
            for (int part = 0; part < target.Length; part++)
            {
                Il.Load(results[n][part]);
                Il.Store(target[part]);
            }
        }
        (_mask, _maskBits) = (null, null);
        Il.Branch(OpCodes.Br, Labels[Head(guard.Out)]);
    }

    /// <summary>Replaces a result in the lanes of the mask. One that does not vary is the same both ways.</summary>
    private void EmitMix(Value source, Value parameter, LocalBuilder[] result)
    {
        if (!_shapes.IsVarying(parameter))
            return;
        var element = VectorIsa.Element(parameter.Type);
        for (int part = 0; part < result.Length; part++)
        {
            PushMask(part, element);
            PushVector(source, part);
            Il.Load(result[part]);
            _isa.OnVectors(Il, "ConditionalSelect", element, 3);
            Il.Store(result[part]);
        }
    }

    private void EmitMaskedLoad(Instruction load)
    {
        var element = VectorIsa.Element(load.Type);
        var bits = BitsOf(element);
        int parts = VectorIsa.Parts(load.Type);
        for (int part = 0; part < parts; part++)
        {
            PushScalar(load.Operands[0]);
            Il.AddConstant(part * _isa.VectorBytes);
            PushMask(part, bits);
            Il.Call(MaskedMemory.Method(true, _isa.VectorBytes, bits));
            _isa.As(Il, bits, element);
        }
        for (int part = parts - 1; part >= 0; part--)
            PopVector(load, part);
    }

    private void EmitMaskedStore(Value pointer, Value value)
    {
        var element = VectorIsa.Element(value.Type);
        var bits = BitsOf(element);
        for (int part = 0; part < VectorIsa.Parts(value.Type); part++)
        {
            PushScalar(pointer);
            Il.AddConstant(part * _isa.VectorBytes);
            PushMask(part, bits);
            PushVector(value, part);
            _isa.As(Il, element, bits);
            Il.Call(MaskedMemory.Method(false, _isa.VectorBytes, bits));
        }
    }

    private void PushMask(int part, Type element)
    {
        Il.Load(_mask!);
        if (BitsOf(element) == typeof(long))
        {
            _isa.OnVectors(Il, part == 0 ? "WidenLower" : "WidenUpper", typeof(int), 1);
            _isa.As(Il, typeof(long), element);
            return;
        }
        _isa.As(Il, typeof(int), element);
    }

    /// <summary>The integer of an element's size.</summary>
    private static Type BitsOf(Type element) => element == typeof(long) || element == typeof(double) ? typeof(long) : typeof(int);
}
