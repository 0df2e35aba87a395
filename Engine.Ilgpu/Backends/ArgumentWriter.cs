using System.Runtime.CompilerServices;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using ILGPU;
using ILGPU.Runtime;

namespace Engine.Ilgpu.Backends;

/// <summary>
/// Writes kernel arguments of one C# type into the parameter block: leaf after leaf as <see cref="DeviceLayout"/>
/// lists them, in the slots of <see cref="ParameterLayout"/>. Writing allocates nothing.
/// </summary>
internal static unsafe class ArgumentWriter<T>
    where T : struct
{
    private static readonly ArgumentStep[] Steps = ArgumentStep.For(typeof(T));

    /// <summary>The bytes that an argument takes in the block.</summary>
    public static readonly int Size = Steps.Length == 0 ? 0 : Steps[^1].Target + Steps[^1].TargetSize;

    /// <exception cref="ObjectDisposedException">A view's buffer is gone.</exception>
    /// <exception cref="ArgumentException">A view belongs to another accelerator.</exception>
    public static byte* Write(ref T value, byte* target, Accelerator accelerator)
    {
        ref byte source = ref Unsafe.As<T, byte>(ref value);
        foreach (ref readonly var step in Steps.AsSpan())
        {
            ref byte from = ref Unsafe.AddByteOffset(ref source, step.Source);
            long* slot = (long*)(target + step.Target);
            switch (step.Kind)
            {
                case ArgumentKind.Bytes1:
                    *slot = from;
                    break;
                case ArgumentKind.Bytes2:
                    *slot = Unsafe.ReadUnaligned<ushort>(ref from);
                    break;
                case ArgumentKind.Bytes4:
                    *slot = Unsafe.ReadUnaligned<uint>(ref from);
                    break;
                case ArgumentKind.Bytes8:
                    *slot = Unsafe.ReadUnaligned<long>(ref from);
                    break;
                case ArgumentKind.Pointer:
                    *slot = Unsafe.ReadUnaligned<long>(ref from);
                    slot[1] = 0;
                    break;
                case ArgumentKind.View:
                    // The host layout of a view does not depend on its element type.
                    ref readonly var view = ref Unsafe.As<byte, ArrayView<byte>>(ref from);
                    slot[0] = AddressOf(view, accelerator);
                    slot[1] = view.OffsetInBytes;
                    slot[2] = view.Length;
                    break;
            }
        }
        return target + Size;
    }

    private static nint AddressOf(in ArrayView<byte> view, Accelerator accelerator)
    {
        if (view.Source is not { } source)
            return 0;
        if (!ReferenceEquals(source.Accelerator, accelerator))
            ThrowForeign();
        return source.Memory;
    }

    private static void ThrowForeign() =>
        throw new ArgumentException("A kernel argument views a buffer of another accelerator.");
}

internal enum ArgumentKind : byte
{
    Bytes1,
    Bytes2,
    Bytes4,
    Bytes8,
    /// <summary>A raw pointer: a base and no offset.</summary>
    Pointer,
    /// <summary>A view: its buffer's base, a byte offset and the length.</summary>
    View,
}

/// <summary>One copy from a C# value into the parameter block.</summary>
/// <param name="Source">Bytes from the start of the value.</param>
/// <param name="Target">Bytes from the start of the argument's slots.</param>
internal readonly record struct ArgumentStep(ArgumentKind Kind, int Source, int Target)
{
    public int TargetSize => Kind switch
    {
        ArgumentKind.View => 24,
        ArgumentKind.Pointer => 16,
        _ => 8,
    };

    /// <summary>The steps for a type.</summary>
    /// <exception cref="NotSupportedException">The type cannot be a kernel argument.</exception>
    public static ArgumentStep[] For(Type type)
    {
        var steps = new List<ArgumentStep>();
        int target = 0;
        foreach (var leaf in DeviceLayout.Of(type).Leaves)
        {
            // A view's length is written with its pointer.
            if (leaf.Part == LeafPart.ViewLength)
                continue;
            var step = new ArgumentStep(KindOf(leaf), leaf.HostOffset, target);
            steps.Add(step);
            target += step.TargetSize;
        }
        return [.. steps];
    }

    private static ArgumentKind KindOf(Leaf leaf) => leaf switch
    {
        { Part: LeafPart.ViewPointer } => ArgumentKind.View,
        { Type: IRType.Pointer } => ArgumentKind.Pointer,
        _ => leaf.Type.SizeInBytes() switch
        {
            1 => ArgumentKind.Bytes1,
            2 => ArgumentKind.Bytes2,
            4 => ArgumentKind.Bytes4,
            _ => ArgumentKind.Bytes8,
        },
    };
}
