using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Emits IL and, if asked, writes what it emits as text, one instruction a line.</summary>
internal sealed class ILWriter(ILGenerator generator, TextWriter? listing)
{
    private readonly Dictionary<Label, int> _labels = [];

    /// <summary>Instructions emitted so far.</summary>
    public int Count { get; private set; }

    public LocalBuilder Declare(Type type) => generator.DeclareLocal(type);
    public LocalBuilder Declare(IRType type) => generator.DeclareLocal(ClrType(type));

    public Label Label()
    {
        var label = generator.DefineLabel();
        _labels.Add(label, _labels.Count);
        return label;
    }

    public void Mark(Label label)
    {
        generator.MarkLabel(label);
        listing?.WriteLine($"L{_labels[label]}:");
    }

    /// <summary>A line in the listing that is not code.</summary>
    public void Comment(string text) => listing?.WriteLine("; " + text);

    public void Emit(OpCode op)
    {
        generator.Emit(op);
        Log(op, "");
    }

    public void Branch(OpCode op, Label target)
    {
        generator.Emit(op, target);
        Log(op, "L" + _labels[target].ToString(CultureInfo.InvariantCulture));
    }

    public void Switch(Label[] targets)
    {
        generator.Emit(OpCodes.Switch, targets);
        Log(OpCodes.Switch, string.Join(", ", targets.Select(target => "L" + _labels[target])));
    }

    public void Call(MethodInfo method)
    {
        generator.Emit(OpCodes.Call, method);
        Log(OpCodes.Call, $"{method.DeclaringType?.Name}.{method.Name}");
    }

    /// <summary>Loads or stores a structure at any address, be it aligned or not.</summary>
    public void Object(OpCode op, Type type)
    {
        generator.Emit(OpCodes.Unaligned, (byte)1);
        generator.Emit(op, type);
        Log(op, type.Name);
    }

    /// <summary>Reads a field of the structure at the address on the stack.</summary>
    public void LoadField(FieldInfo field)
    {
        generator.Emit(OpCodes.Ldfld, field);
        Log(OpCodes.Ldfld, field.Name);
    }

    public void Argument(int index)
    {
        generator.Emit(OpCodes.Ldarg, (short)index);
        Log(OpCodes.Ldarg, index.ToString(CultureInfo.InvariantCulture));
    }

    public void Load(LocalBuilder local)
    {
        generator.Emit(OpCodes.Ldloc, local);
        Log(OpCodes.Ldloc, local.LocalIndex.ToString(CultureInfo.InvariantCulture));
    }

    public void Store(LocalBuilder local)
    {
        generator.Emit(OpCodes.Stloc, local);
        Log(OpCodes.Stloc, local.LocalIndex.ToString(CultureInfo.InvariantCulture));
    }

    public void Int(int value)
    {
        generator.Emit(OpCodes.Ldc_I4, value);
        Log(OpCodes.Ldc_I4, value.ToString(CultureInfo.InvariantCulture));
    }

    public void Long(long value)
    {
        generator.Emit(OpCodes.Ldc_I8, value);
        Log(OpCodes.Ldc_I8, value.ToString(CultureInfo.InvariantCulture));
    }

    public void Push(Constant constant)
    {
        switch (constant.Type)
        {
            case IRType.Int64 or IRType.Pointer:
                Long(constant.Bits);
                break;
            // By its bits: the JIT holds f32 literals as doubles, and widening changes signalling NaNs.
            case IRType.Float32 when float.IsNaN(constant.AsFloat32):
                Int((int)constant.Bits);
                Call(ScalarMath.Method(nameof(ScalarMath.ConstantNaN)));
                break;
            case IRType.Float32:
                generator.Emit(OpCodes.Ldc_R4, constant.AsFloat32);
                Log(OpCodes.Ldc_R4, constant.AsFloat32.ToString("R", CultureInfo.InvariantCulture));
                break;
            case IRType.Float64:
                generator.Emit(OpCodes.Ldc_R8, constant.AsFloat64);
                Log(OpCodes.Ldc_R8, constant.AsFloat64.ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                Int((int)constant.Bits);
                break;
        }
    }

    /// <summary>Adds a constant to the address or i64 on the stack.</summary>
    public void AddConstant(long value)
    {
        if (value == 0)
            return;
        Long(value);
        Emit(OpCodes.Add);
    }

    /// <summary>Reads a value of the type at the address on the stack, in the form that locals hold.</summary>
    public void LoadIndirect(IRType type)
    {
        Emit(type switch
        {
            IRType.Int1 => OpCodes.Ldind_U1,
            IRType.Int8 => OpCodes.Ldind_I1,
            IRType.Int16 => OpCodes.Ldind_I2,
            IRType.Int32 => OpCodes.Ldind_I4,
            IRType.Int64 => OpCodes.Ldind_I8,
            IRType.Float32 => OpCodes.Ldind_R4,
            IRType.Float64 => OpCodes.Ldind_R8,
            _ => OpCodes.Ldind_I,
        });
        if (type != IRType.Int1)
            return;
        Int(1);
        Emit(OpCodes.And);
    }

    /// <summary>Writes the value on the stack to the address below it.</summary>
    public void StoreIndirect(IRType type) => Emit(type switch
    {
        IRType.Int1 or IRType.Int8 => OpCodes.Stind_I1,
        IRType.Int16 => OpCodes.Stind_I2,
        IRType.Int32 => OpCodes.Stind_I4,
        IRType.Int64 => OpCodes.Stind_I8,
        IRType.Float32 => OpCodes.Stind_R4,
        IRType.Float64 => OpCodes.Stind_R8,
        _ => OpCodes.Stind_I,
    });

    /// <summary>
    /// The type of a local that holds a value: small integers are i32 in canonical (sign-extended; i1: 0 or 1) form.
    /// </summary>
    public static Type ClrType(IRType type) => type switch
    {
        IRType.Int64 => typeof(long),
        IRType.Float32 => typeof(float),
        IRType.Float64 => typeof(double),
        IRType.Pointer => typeof(nint),
        _ => typeof(int),
    };

    private void Log(OpCode op, string operand)
    {
        Count++;
        listing?.WriteLine(operand.Length == 0 ? $"  {op.Name}" : $"  {op.Name} {operand}");
    }
}
