using System.Reflection;
using System.Runtime.CompilerServices;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>Values of <c>static readonly</c> fields, read when the kernel is compiled.</summary>
internal static class StaticFields
{
    public static StackValue Value(ValueAccess values, FieldInfo field)
    {
        string name = $"{TypeNames.Of(field.DeclaringType!)}.{field.Name}";
        if (!field.IsInitOnly && !field.IsLiteral)
            throw new KernelCompilationException($"the static field '{name}' is mutable; make it readonly or const, or pass it as a kernel parameter.");
        var type = field.FieldType;
        if (!type.IsValueType)
            throw new KernelCompilationException($"the static field '{name}' is a reference ('{TypeNames.Of(type)}'); references do not exist on a device.");
        var layout = DeviceLayout.Of(type);
        // The only view that a static field can hold is an empty one.
        if (layout.HasViews)
            return DeviceLayout.IsView(type) ? values.Default(layout) : throw new KernelCompilationException($"the static field '{name}' holds a view; pass it as a kernel parameter.");
        RuntimeHelpers.RunClassConstructor(field.DeclaringType!.TypeHandle);
        return values.FromLeaves(layout, Constants(field.GetValue(null)!, layout));
    }

    /// <summary>The leaves of a boxed value without views, as constants.</summary>
    public static Value[] Constants(object boxed, DeviceLayout layout)
    {
        ref byte start = ref Unsafe.As<Box>(boxed).First;
        var leaves = new Value[layout.Leaves.Count];
        for (int i = 0; i < leaves.Length; i++)
        {
            var leaf = layout.Leaves[i];
            ref byte place = ref Unsafe.Add(ref start, leaf.HostOffset);
            leaves[i] = Constant.FromBits(leaf.Type, leaf.Type.SizeInBytes() switch
            {
                1 => place,
                2 => Unsafe.ReadUnaligned<short>(ref place),
                4 => Unsafe.ReadUnaligned<int>(ref place),
                _ => Unsafe.ReadUnaligned<long>(ref place),
            });
        }
        return leaves;
    }

    /// <summary>The shape of any boxed value: its bytes follow the object header.</summary>
    private sealed class Box
    {
        public byte First;
    }
}
