using System.Reflection;
using System.Reflection.Metadata;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>Memory through references and pointers, fields, static fields, copies of structures.</summary>
internal sealed partial class MethodTranslator
{
    /// <returns>False if the instruction is not one of these.</returns>
    private bool TranslateMemoryInstruction(ILInstruction il)
    {
        switch (il.Code)
        {
            case >= ILOpCode.Ldind_i1 and <= ILOpCode.Ldind_r8:
                Push(_values.Load(_values.Pointer(Pop()), DeviceLayout.Of(AccessedType(il.Code))));
                return true;
            case >= ILOpCode.Stind_i1 and <= ILOpCode.Stind_r8 or ILOpCode.Stind_i:
                StoreTo(DeviceLayout.Of(AccessedType(il.Code)));
                return true;
            case ILOpCode.Ldobj:
                Push(_values.Load(_values.Pointer(Pop()), ResolveLayout(il.Token)));
                return true;
            case ILOpCode.Stobj:
                StoreTo(ResolveLayout(il.Token));
                return true;
            case ILOpCode.Cpobj:
                CopyObject(ResolveLayout(il.Token));
                return true;
            case ILOpCode.Initobj:
                _values.Clear(_values.Pointer(Pop()), ResolveLayout(il.Token));
                return true;
            case ILOpCode.Ldfld:
                LoadField(ResolveField(il.Token));
                return true;
            case ILOpCode.Ldflda:
                LoadFieldAddress(ResolveField(il.Token));
                return true;
            case ILOpCode.Stfld:
                StoreField(ResolveField(il.Token));
                return true;
            case ILOpCode.Ldsfld:
                Push(StaticFields.Value(_values, ResolveField(il.Token)));
                return true;
            case ILOpCode.Ldsflda:
                LoadStaticFieldAddress(ResolveField(il.Token));
                return true;
            case ILOpCode.Stsfld:
                throw Unsupported($"the static field '{FieldName(ResolveField(il.Token))}' is assigned; static fields cannot be written on a device.");
            case ILOpCode.Localloc:
                Push(AllocateLocal(ConstantSize.Require(_values.Int64(Pop()), "the size of a stackalloc", _kernel.Options), 1));
                return true;
            case ILOpCode.Box:
                Box(ResolveType(il.Token));
                return true;
            case ILOpCode.Isinst or ILOpCode.Castclass or ILOpCode.Unbox or ILOpCode.Unbox_any when _stack[^1].Boxed is { } boxed:
                UseBox(il, boxed);
                return true;
            case ILOpCode.Cpblk or ILOpCode.Initblk:
                throw Unsupported($"'{Name(il.Code)}' (a block copy of raw memory) is not supported on a device; write a loop.");
            default:
                return TranslateArrayInstruction(il);
        }
    }

    /// <summary>The type that an instruction reads or writes through an address or in an array.</summary>
    private static Type AccessedType(ILOpCode code) => code switch
    {
        ILOpCode.Ldind_i1 or ILOpCode.Stind_i1 or ILOpCode.Ldelem_i1 or ILOpCode.Stelem_i1 => typeof(sbyte),
        ILOpCode.Ldind_u1 or ILOpCode.Ldelem_u1 => typeof(byte),
        ILOpCode.Ldind_i2 or ILOpCode.Stind_i2 or ILOpCode.Ldelem_i2 or ILOpCode.Stelem_i2 => typeof(short),
        ILOpCode.Ldind_u2 or ILOpCode.Ldelem_u2 => typeof(ushort),
        ILOpCode.Ldind_i4 or ILOpCode.Ldind_u4 or ILOpCode.Stind_i4 => typeof(int),
        ILOpCode.Ldelem_i4 or ILOpCode.Ldelem_u4 or ILOpCode.Stelem_i4 => typeof(int),
        ILOpCode.Ldind_i8 or ILOpCode.Stind_i8 or ILOpCode.Ldelem_i8 or ILOpCode.Stelem_i8 => typeof(long),
        ILOpCode.Ldind_i or ILOpCode.Stind_i or ILOpCode.Ldelem_i or ILOpCode.Stelem_i => typeof(nint),
        ILOpCode.Ldind_r4 or ILOpCode.Stind_r4 or ILOpCode.Ldelem_r4 or ILOpCode.Stelem_r4 => typeof(float),
        _ => typeof(double),
    };

    private void StoreTo(DeviceLayout layout)
    {
        var value = Pop();
        _values.Store(_values.Pointer(Pop()), layout, value);
    }

    private void CopyObject(DeviceLayout layout)
    {
        var source = _values.Pointer(Pop());
        _values.Store(_values.Pointer(Pop()), layout, _values.Load(source, layout));
    }

    private static string FieldName(FieldInfo field) => $"{TypeNames.Of(field.DeclaringType!)}.{field.Name}";

    private static FieldLayout LayoutOf(FieldInfo field)
    {
        var declaring = field.DeclaringType!;
        if (DeviceLayout.IsView(declaring))
            throw Unsupported($"the field '{field.Name}' of ArrayView<T> does not exist on a device.");
        return DeviceLayout.Of(declaring).Field(field);
    }

    private void LoadField(FieldInfo field)
    {
        var target = Pop();
        RejectCapture(target, field);
        if (field.IsStatic)
        {
            Push(StaticFields.Value(_values, field));
            return;
        }
        var place = LayoutOf(field);
        if (target.Layout is not null)
            Push(_values.FromLeaves(place.Layout, target.Leaves[place.FirstLeaf..(place.FirstLeaf + place.Layout.Leaves.Count)]));
        else
            Push(_values.Load(_emit.Offset(_values.Pointer(target), place.Offset), place.Layout));
    }

    private void LoadFieldAddress(FieldInfo field)
    {
        var target = Pop();
        RejectCapture(target, field);
        Push(_emit.Offset(_values.Pointer(target), LayoutOf(field).Offset));
    }

    private void StoreField(FieldInfo field)
    {
        var value = Pop();
        var target = Pop();
        RejectCapture(target, field);
        var place = LayoutOf(field);
        _values.Store(_emit.Offset(_values.Pointer(target), place.Offset), place.Layout, value);
    }

    private static void RejectCapture(StackValue target, FieldInfo field)
    {
        if (target.Token is CompileTimeObject && IsClosure(field.DeclaringType!))
            throw Unsupported($"the kernel captures '{CaptureName(field)}'; pass it as a kernel parameter (captured variables live in an object on the host).");
        if (!field.DeclaringType!.IsValueType && !field.IsStatic)
            throw Unsupported($"the field '{FieldName(field)}' belongs to a class; references do not exist on a device.");
    }

    private static string CaptureName(FieldInfo field) =>
        field.Name.Contains("this", StringComparison.Ordinal) ? "this" : field.Name;

    private void LoadStaticFieldAddress(FieldInfo field)
    {
        if (ConstantData.Is(field))
        {
            Push(ConstantData.Place(_emit, field, IRType.Int8));
            return;
        }
        var value = StaticFields.Value(_values, field);
        var layout = DeviceLayout.Of(field.FieldType);
        var copy = _emit.Alloca(layout.Size);
        _values.Store(copy, layout, value);
        Push(copy);
    }

    /// <summary>A structure used as an object: a copy, of known type, whose methods can still be called.</summary>
    private void Box(Type type)
    {
        var layout = DeviceLayout.Of(type);
        var copy = _emit.Alloca(layout.Size);
        _values.Store(copy, layout, Pop());
        Push(StackValue.BoxOf(copy, type));
    }

    /// <summary>Type tests and unboxing of a structure whose type is known: generic code asks, the answer is constant.</summary>
    private void UseBox(ILInstruction il, Type boxed)
    {
        var type = ResolveType(il.Token);
        bool fits = type.IsAssignableFrom(boxed);
        if (!fits && il.Code != ILOpCode.Isinst)
            throw Unsupported($"a '{TypeNames.Of(boxed)}' is converted to '{TypeNames.Of(type)}', which fails.");
        var box = Pop();
        if (il.Code == ILOpCode.Unbox_any && type.IsValueType)
            Push(_values.Load(box.Leaves[0], DeviceLayout.Of(type)));
        else if (il.Code == ILOpCode.Unbox)
            Push(box.Leaves[0]);
        else
            Push(fits ? box : StackValue.CompileTime(CompileTimeObject.Null));
    }

    /// <summary>Local memory that is zero each time that execution comes here.</summary>
    private Instruction AllocateLocal(long bytes, int step)
    {
        var memory = _emit.Alloca(bytes);
        if (InLoop)
            ZeroMemory.Fill(_emit, memory, bytes, step);
        return memory;
    }
}
