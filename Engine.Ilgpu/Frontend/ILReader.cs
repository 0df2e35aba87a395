using System.Buffers.Binary;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Engine.Ilgpu.Frontend;

/// <summary>Decodes IL bytes into instructions; short forms of variables and literals are brought to the long ones.</summary>
internal static class ILReader
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null))
        .OfType<OpCode>()
        .ToDictionary(code => (int)(ushort)code.Value);

    public static OpCode OpCodeOf(ILOpCode code) => Codes[(int)code];

    public static List<ILInstruction> Read(byte[] code)
    {
        var instructions = new List<ILInstruction>();
        for (int offset = 0; offset < code.Length;)
        {
            var instruction = ReadOne(code, offset);
            instructions.Add(Normalize(instruction));
            offset = instruction.Next;
        }
        return instructions;
    }

    private static ILInstruction ReadOne(byte[] bytes, int start)
    {
        int position = start;
        int value = bytes[position++];
        if (value == 0xFE)
            value = 0xFE00 | bytes[position++];
        var op = (ILOpCode)value;
        if (!Codes.TryGetValue(value, out var code))
            throw new BadImageFormatException($"Unknown IL instruction 0x{value:x} at IL_{start:x4}.");

        var rest = bytes.AsSpan(position);
        switch (code.OperandType)
        {
            case OperandType.InlineNone:
                return new(op, start, position, 0, 0, null);
            case OperandType.ShortInlineBrTarget:
                return new(op, start, position + 1, position + 1 + (sbyte)rest[0], 0, null);
            case OperandType.InlineBrTarget:
                return new(op, start, position + 4, position + 4 + BinaryPrimitives.ReadInt32LittleEndian(rest), 0, null);
            case OperandType.ShortInlineI:
                return new(op, start, position + 1, op == ILOpCode.Ldc_i4_s ? (sbyte)rest[0] : rest[0], 0, null);
            case OperandType.ShortInlineVar:
                return new(op, start, position + 1, rest[0], 0, null);
            case OperandType.InlineVar:
                return new(op, start, position + 2, BinaryPrimitives.ReadUInt16LittleEndian(rest), 0, null);
            case OperandType.InlineI8:
                return new(op, start, position + 8, BinaryPrimitives.ReadInt64LittleEndian(rest), 0, null);
            case OperandType.ShortInlineR:
                return new(op, start, position + 4, BinaryPrimitives.ReadInt32LittleEndian(rest), BinaryPrimitives.ReadSingleLittleEndian(rest), null);
            case OperandType.InlineR:
                return new(op, start, position + 8, BinaryPrimitives.ReadInt64LittleEndian(rest), BinaryPrimitives.ReadDoubleLittleEndian(rest), null);
            case OperandType.InlineSwitch:
                int count = BinaryPrimitives.ReadInt32LittleEndian(rest);
                int next = position + 4 + 4 * count;
                var targets = new int[count];
                for (int i = 0; i < count; i++)
                    targets[i] = next + BinaryPrimitives.ReadInt32LittleEndian(rest[(4 + 4 * i)..]);
                return new(op, start, next, 0, 0, targets);
            default:
                return new(op, start, position + 4, BinaryPrimitives.ReadInt32LittleEndian(rest), 0, null);
        }
    }

    private static ILInstruction Normalize(ILInstruction instruction)
    {
        var code = instruction.Code;
        return code switch
        {
            >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldarg_3 => Long(ILOpCode.Ldarg, code - ILOpCode.Ldarg_0),
            >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 => Long(ILOpCode.Ldloc, code - ILOpCode.Ldloc_0),
            >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 => Long(ILOpCode.Stloc, code - ILOpCode.Stloc_0),
            >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8 => Long(ILOpCode.Ldc_i4, (int)code - (int)ILOpCode.Ldc_i4_0),
            ILOpCode.Ldc_i4_s => Long(ILOpCode.Ldc_i4, instruction.Integer),
            ILOpCode.Ldarg_s => Long(ILOpCode.Ldarg, instruction.Integer),
            ILOpCode.Ldarga_s => Long(ILOpCode.Ldarga, instruction.Integer),
            ILOpCode.Starg_s => Long(ILOpCode.Starg, instruction.Integer),
            ILOpCode.Ldloc_s => Long(ILOpCode.Ldloc, instruction.Integer),
            ILOpCode.Ldloca_s => Long(ILOpCode.Ldloca, instruction.Integer),
            ILOpCode.Stloc_s => Long(ILOpCode.Stloc, instruction.Integer),
            >= ILOpCode.Br_s and <= ILOpCode.Blt_un_s => Long(code - ILOpCode.Br_s + ILOpCode.Br, instruction.Integer),
            ILOpCode.Leave_s => Long(ILOpCode.Leave, instruction.Integer),
            _ => instruction,
        };

        ILInstruction Long(ILOpCode longForm, long operand) => instruction with { Code = longForm, Integer = operand };
    }
}
