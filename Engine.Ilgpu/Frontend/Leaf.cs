using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>Which part of a C# value a leaf is.</summary>
internal enum LeafPart : byte
{
    /// <summary>A primitive as it lies in managed memory.</summary>
    Value,
    /// <summary>The address of a view's first element.</summary>
    ViewPointer,
    /// <summary>A view's element count, i64.</summary>
    ViewLength,
}

/// <summary>One primitive of a flattened C# type.</summary>
/// <param name="Type">Its type in memory: bool and (s)byte are i8, char and (u)short i16, nint i64, pointers ptr.</param>
/// <param name="Offset">Bytes from the start of the value in device memory.</param>
/// <param name="HostOffset">
/// Bytes from the start of the value in managed memory: of the primitive itself for <see cref="LeafPart.Value"/>,
/// of the whole <c>ArrayView&lt;T&gt;</c> for the two parts of a view.
/// </param>
/// <param name="ClrType">The C# primitive (an enum's underlying type), or the <c>ArrayView&lt;T&gt;</c> that it is part of.</param>
/// <param name="Path">The fields that lead to it, such as ".Extent.X"; empty for a primitive itself.</param>
internal readonly record struct Leaf(
    IRType Type, int Offset, int HostOffset, Type ClrType, LeafPart Part, string Path);
