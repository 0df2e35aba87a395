using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// How a C# type lies in device memory, and its leaves in the order in which a kernel takes them:
/// a primitive is one leaf; a structure's leaves are its instance fields' leaves in declaration order (base of
/// nothing: structures do not inherit); an <c>ArrayView&lt;T&gt;</c> is {ptr at 0, i64 length at 8}.
/// <para>
/// A type without views has the CLR's own layout (automatic, sequential or explicit), so that buffers can be copied as
/// they are: <see cref="Leaf.Offset"/> = <see cref="Leaf.HostOffset"/>. A structure that contains views, directly or not,
/// is laid out by us: fields in declaration order, each at its natural alignment. Such a type occurs only as
/// a kernel parameter or a local variable, never as an element of a buffer.
/// </para>
/// </summary>
internal sealed class DeviceLayout
{
    private const int MaximumLeaves = 4096;
    private static readonly ConcurrentDictionary<Type, DeviceLayout> Cache = new();

    private readonly Dictionary<FieldInfo, FieldLayout> _fields;

    private DeviceLayout(Type type, int size, int alignment, bool hasViews, Leaf[] leaves, Dictionary<FieldInfo, FieldLayout> fields)
    {
        Type = type;
        Size = size;
        Alignment = alignment;
        HasViews = hasViews;
        Leaves = leaves;
        _fields = fields;
    }

    public Type Type { get; }

    /// <summary>Bytes, a multiple of the alignment; for types without views what <c>sizeof</c> says (an empty structure: 1).</summary>
    public int Size { get; }

    public int Alignment { get; }

    /// <summary>True if an <c>ArrayView&lt;T&gt;</c> is in it, so that its host layout differs.</summary>
    public bool HasViews { get; }

    public IReadOnlyList<Leaf> Leaves { get; }

    /// <summary>True for a primitive, enum, pointer or reference: exactly one leaf that is the value itself.</summary>
    public bool IsScalar => Leaves.Count == 1 && Leaves[0].Path.Length == 0;

    /// <summary>The layout of a type, cached.</summary>
    /// <exception cref="KernelCompilationException">The type, or a field of it, cannot exist on a device.</exception>
    public static DeviceLayout Of(Type type) => Cache.TryGetValue(type, out var layout) ? layout : Cache.GetOrAdd(type, Build(type));

    /// <summary>True for <c>ILGPU.ArrayView&lt;T&gt;</c> itself.</summary>
    public static bool IsView(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "ILGPU.ArrayView`1";

    /// <summary>Where a field lies and which leaves are its own.</summary>
    public FieldLayout Field(FieldInfo field) => _fields[Key(field)];

    // The same field has several FieldInfo objects (reflected types); its handle within one declaring type is unique.
    private static FieldInfo Key(FieldInfo field) =>
        field.ReflectedType == field.DeclaringType
            ? field
            : FieldInfo.GetFieldFromHandle(field.FieldHandle, field.DeclaringType!.TypeHandle);

    private static DeviceLayout Build(Type type)
    {
        if (Primitive(type) is { } primitive)
            return Single(type, primitive);
        if (IsView(type))
            return View(type, [new(IRType.Pointer, 0, 0, type, LeafPart.ViewPointer, ".ptr"), new(IRType.Int64, 8, 0, type, LeafPart.ViewLength, ".length")]);
        // A local array: what a view is, but never passed in from the host.
        if (type.IsSZArray)
        {
            Of(type.GetElementType()!);
            return View(type, [new(IRType.Pointer, 0, 0, type, LeafPart.ViewPointer, ".ptr"), new(IRType.Int64, 8, 0, type, LeafPart.ViewLength, ".length")]);
        }
        if (!type.IsValueType || type == typeof(decimal) || type == typeof(void) || type == typeof(TypedReference) || type.ContainsGenericParameters)
            throw new KernelCompilationException($"The type '{TypeNames.Of(type)}' cannot be used in a kernel: {Why(type)}.");
        return Structure(type);
    }

    private static DeviceLayout Single(Type type, IRType primitive)
    {
        int size = primitive.SizeInBytes();
        var clr = type.IsEnum ? type.GetEnumUnderlyingType() : type;
        return new(type, size, size, false, [new(primitive, 0, 0, clr, LeafPart.Value, "")], []);
    }

    private static DeviceLayout View(Type type, Leaf[] leaves) => new(type, 16, 8, true, leaves, []);

    private static DeviceLayout Structure(Type type)
    {
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
        Array.Sort(fields, (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
        var layouts = new DeviceLayout[fields.Length];
        for (int i = 0; i < fields.Length; i++)
            layouts[i] = OfField(type, fields[i]);

        var (hostOffsets, hostSize) = ManagedLayout.Of(type, fields);
        bool hasViews = layouts.Any(layout => layout.HasViews);
        int alignment = layouts.Select(layout => layout.Alignment).DefaultIfEmpty(1).Max();
        int size = hostSize;
        int[] offsets = hostOffsets;
        if (hasViews)
            (offsets, size) = Sequential(layouts, alignment);

        int repeat = Repetitions(type, layouts, hostSize);
        var leaves = new List<Leaf>();
        var map = new Dictionary<FieldInfo, FieldLayout>();
        for (int i = 0; i < fields.Length; i++)
        {
            map.Add(fields[i], new(offsets[i], leaves.Count, layouts[i]));
            for (int copy = 0; copy < repeat; copy++)
                AddLeaves(type, leaves, fields[i], layouts[i], offsets[i] + copy * layouts[i].Size, hostOffsets[i] + copy * layouts[i].Size, repeat > 1 ? $"[{copy}]" : "");
        }
        return new(type, size, alignment, hasViews, [.. leaves], map);
    }

    private static DeviceLayout OfField(Type type, FieldInfo field)
    {
        try
        {
            if (field.FieldType.IsSZArray)
                throw new KernelCompilationException($"an array ('{TypeNames.Of(field.FieldType)}') cannot be a field in a kernel; use ArrayView<T>.");
            return Of(field.FieldType);
        }
        catch (KernelCompilationException exception)
        {
            throw new KernelCompilationException($"The type '{TypeNames.Of(type)}' cannot be used in a kernel because of its field '{field.Name}': {exception.Reason}");
        }
    }

    private static void AddLeaves(Type type, List<Leaf> leaves, FieldInfo field, DeviceLayout layout, int offset, int hostOffset, string suffix)
    {
        foreach (var leaf in layout.Leaves)
        {
            int place = offset + leaf.Offset;
            if (place % leaf.Type.SizeInBytes() != 0)
                throw new KernelCompilationException($"The type '{TypeNames.Of(type)}' cannot be used in a kernel: its field '{field.Name}' is not aligned to its size (packed structures are not supported).");
            // The parts of a view share their view's host offset.
            leaves.Add(leaf with { Offset = place, HostOffset = hostOffset + leaf.HostOffset, Path = "." + field.Name + suffix + leaf.Path });
        }
        if (leaves.Count > MaximumLeaves)
            throw new KernelCompilationException($"The type '{TypeNames.Of(type)}' has more than {MaximumLeaves} fields.");
    }

    private static (int[] Offsets, int Size) Sequential(DeviceLayout[] layouts, int alignment)
    {
        var offsets = new int[layouts.Length];
        int offset = 0;
        for (int i = 0; i < layouts.Length; i++)
        {
            offset = Align(offset, layouts[i].Alignment);
            offsets[i] = offset;
            offset += layouts[i].Size;
        }
        return (offsets, Math.Max(1, Align(offset, alignment)));
    }

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    /// <summary>How often the one field of a fixed buffer or an inline array occurs; otherwise 1.</summary>
    private static int Repetitions(Type type, DeviceLayout[] fields, int size)
    {
        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } inline)
            return inline.Length;
        return fields.Length == 1 && type.IsDefined(typeof(UnsafeValueTypeAttribute), false) ? size / fields[0].Size : 1;
    }

    private static IRType? Primitive(Type type)
    {
        if (type.IsByRef || type.IsPointer || type.IsFunctionPointer)
            return IRType.Pointer;
        if (type == typeof(nint) || type == typeof(nuint))
            return IRType.Int64;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.SByte or TypeCode.Byte => IRType.Int8,
            TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => IRType.Int16,
            TypeCode.Int32 or TypeCode.UInt32 => IRType.Int32,
            TypeCode.Int64 or TypeCode.UInt64 => IRType.Int64,
            TypeCode.Single => IRType.Float32,
            TypeCode.Double => IRType.Float64,
            _ => null,
        };
    }

    private static string Why(Type type)
    {
        if (type == typeof(string))
            return "strings do not exist on a device";
        if (type == typeof(decimal))
            return "decimal does not exist on a device; use float or double";
        if (type.ContainsGenericParameters)
            return "its type arguments are not known";
        if (type.IsInterface)
            return "an interface value is a reference; use a type parameter constrained to 'struct' and the interface";
        if (typeof(Delegate).IsAssignableFrom(type))
            return "delegates do not exist on a device; use a functor structure";
        return type.IsArray ? "only one-dimensional arrays can be local variables" : "it is a class, and references do not exist on a device";
    }
}

/// <summary>Where one field of a structure lies.</summary>
/// <param name="Offset">Bytes from the structure's start on the device.</param>
/// <param name="FirstLeaf">The index of its first leaf among the structure's.</param>
/// <param name="Layout">The field's own layout.</param>
internal readonly record struct FieldLayout(int Offset, int FirstLeaf, DeviceLayout Layout);
