using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Memory under masks: only the lanes of the mask touch it.</summary>
internal sealed partial class VectorLanes
{
    private void EmitMaskedLoad(Instruction load)
    {
        var element = VectorIsa.Element(load.Type);
        var bits = BitsOf(element);
        int parts = VectorIsa.Parts(load.Type);
        var mask = StoreMask(load);
        for (int part = 0; part < parts; part++)
        {
            PushScalar(load.Operands[0]);
            Il.AddConstant(part * _isa.VectorBytes);
            PushMask(mask, part, bits);
            Il.Call(MaskedMemory.Method(true, _isa.VectorBytes, bits));
            _isa.As(Il, bits, element);
        }
        for (int part = parts - 1; part >= 0; part--)
            PopVector(load, part);
    }

    private void EmitMaskedStore(Instruction store)
    {
        var (pointer, value) = (store.Operands[0], store.Operands[1]);
        var element = VectorIsa.Element(value.Type);
        var bits = BitsOf(element);
        var mask = StoreMask(store);
        for (int part = 0; part < VectorIsa.Parts(value.Type); part++)
        {
            PushScalar(pointer);
            Il.AddConstant(part * _isa.VectorBytes);
            PushMask(mask, part, bits);
            PushVector(value, part);
            _isa.As(Il, element, bits);
            Il.Call(MaskedMemory.Method(false, _isa.VectorBytes, bits));
        }
    }

    /// <summary>Computes an instruction's mask once.</summary>
    private LocalBuilder StoreMask(Instruction instruction)
    {
        var mask = Il.Declare(_isa.Vector(typeof(int)));
        PushVector(instruction.Mask!, 0);
        Il.Store(mask);
        return mask;
    }

    private void PushMask(LocalBuilder mask, int part, Type element)
    {
        Il.Load(mask);
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
