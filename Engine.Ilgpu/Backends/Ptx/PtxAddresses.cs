using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>
/// Pointers: their arithmetic, and how they change between the space that they are known to point to and generic
/// addressing. In memory a pointer is always generic.
/// </summary>
internal sealed class PtxAddresses(PtxCode code)
{
    /// <summary>The address part of a load or store: a register and the constant offsets that lead to the pointer.</summary>
    public string Operand(Value pointer)
    {
        long offset = 0;
        while (pointer is Instruction { Op: Op.Offset } step && Fits(offset + step.Immediate))
        {
            offset += step.Immediate;
            pointer = step.Operands[0];
        }
        string register = code.InRegister(pointer);
        return offset == 0 ? $"[{register}]" : $"[{register}+{offset}]";
    }

    /// <summary>A pointer as a generic address.</summary>
    public string Generic(Value pointer)
    {
        string register = code.InRegister(pointer);
        return code.Spaces.SpaceOf(pointer) switch
        {
            AddressSpace.Global => code.Compute(RegisterClass.Long, "cvta.global.u64", register),
            AddressSpace.Local => code.Compute(RegisterClass.Long, "cvta.local.u64", register),
            AddressSpace.Shared => code.Compute(
                RegisterClass.Long, "cvta.shared.u64", code.Compute(RegisterClass.Long, "cvt.u64.u32", register)),
            _ => register,
        };
    }

    /// <summary>A pointer as an address of a space; null and pointers of that space stay as they are.</summary>
    public string In(Value pointer, AddressSpace space)
    {
        var own = code.Spaces.SpaceOf(pointer);
        if (own == space || (own == AddressSpace.None && space != AddressSpace.Shared))
            return code.InRegister(pointer);
        if (own == AddressSpace.None)
            return code.Compute(RegisterClass.Word, "mov.b32", "0");
        string generic = Generic(pointer);
        return IsGeneric(space) ? generic : FromGeneric(generic, space);
    }

    /// <summary>Makes a pointer of a generic address.</summary>
    public void DefineFromGeneric(Value pointer, string generic)
    {
        var space = code.Spaces.SpaceOf(pointer);
        string source = IsGeneric(space) ? generic : FromGeneric(generic, space);
        code.Line($"mov.{PtxText.Bits(code.Registers.ClassOf(pointer))} {code.Define(pointer)}, {source}");
    }

    /// <summary>ptr + index·scale. A word that was widened is multiplied as a word.</summary>
    public void Element(Instruction instruction)
    {
        string target = code.Define(instruction);
        string pointer = code.Use(instruction.Operands[0]);
        var index = instruction.Operands[1];
        long scale = instruction.Immediate;
        var widened = index as Instruction is { Op: Op.SignExtend or Op.ZeroExtend } extension
            && extension.Operands[0].Type == IRType.Int32 ? extension : null;
        if (code.Registers.ClassOf(instruction) == RegisterClass.Word)
        {
            string word = widened is not null ? code.Use(widened.Operands[0])
                : index is Constant constant ? PtxText.Literal(Constant.Int32((int)constant.Bits))
                : code.Compute(RegisterClass.Word, "cvt.u32.u64", code.Use(index));
            code.Line($"mad.lo.s32 {target}, {word}, {scale}, {pointer}");
        }
        else if (widened is not null && widened.Operands[0] is not Constant)
        {
            string type = widened.Op == Op.SignExtend ? "s32" : "u32";
            code.Line($"mad.wide.{type} {target}, {code.Use(widened.Operands[0])}, {scale}, {pointer}");
        }
        else
        {
            code.Line($"mad.lo.s64 {target}, {code.Use(index)}, {scale}, {pointer}");
        }
    }

    public void Offset(Instruction instruction)
    {
        string type = code.Registers.ClassOf(instruction) == RegisterClass.Word ? "s32" : "s64";
        code.Line($"add.{type} {code.Define(instruction)}, {code.Use(instruction.Operands[0])}, {instruction.Immediate}");
    }

    private string FromGeneric(string generic, AddressSpace space)
    {
        string address = code.Compute(RegisterClass.Long, $"cvta.to{PtxText.Suffix(space)}.u64", generic);
        return space == AddressSpace.Shared ? code.Compute(RegisterClass.Word, "cvt.u32.u64", address) : address;
    }

    private static bool IsGeneric(AddressSpace space) => space is AddressSpace.Mixed or AddressSpace.None;

    private static bool Fits(long offset) => offset is >= int.MinValue and <= int.MaxValue;
}
