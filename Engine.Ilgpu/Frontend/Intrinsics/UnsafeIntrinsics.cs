using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>Arithmetic on references: <c>System.Runtime.CompilerServices.Unsafe</c>.</summary>
internal static class UnsafeIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type)
    {
        if (type != "System.Runtime.CompilerServices.Unsafe")
            return null;
        int generic = method.IsGenericMethod ? method.GetGenericArguments().Length : 0;
        return (method.Name, generic) switch
        {
            ("As", 2) or ("AsRef", 1) or ("AsPointer", 1) => call => StackValue.Scalar(call.Pointer(0)),
            ("Add", 1) => call => Step(call, 1),
            ("Subtract", 1) => call => Step(call, -1),
            ("AddByteOffset", 1) => call => StackValue.Scalar(call.Emit.Element(call.Pointer(0), call.Int64(1), 1)),
            ("ByteOffset", 1) => call => StackValue.Scalar(call.Emit.Binary(Op.Sub, Address(call, 1), Address(call, 0))),
            ("AreSame", 1) => call => call.Bool(call.Emit.Compare(Comparison.Equal, call.Pointer(0), call.Pointer(1))),
            ("IsNullRef", 1) => call => call.Bool(call.Emit.Compare(Comparison.Equal, call.Pointer(0), Constant.Null)),
            ("NullRef", 1) => _ => StackValue.Scalar(Constant.Null),
            ("SizeOf", 1) => call => StackValue.Scalar(Constant.Int32(call.ElementLayout.Size)),
            ("SkipInit", 1) => _ => null,
            ("Read", 1) => call => call.Values.Load(call.Pointer(0), call.ElementLayout),
            ("Write", 1) => Write,
            ("ReadUnaligned", 1) => ReadUnaligned,
            ("WriteUnaligned", 1) => WriteUnaligned,
            ("BitCast", 2) => BitCast,
            _ => null,
        };
    }

    private static Value Address(IntrinsicCall call, int index) => call.Emit.Convert(Op.Bitcast, IRType.Int64, call.Pointer(index));

    private static StackValue Step(IntrinsicCall call, int direction) =>
        StackValue.Scalar(call.Emit.Element(call.Pointer(0), call.Values.Int64(call.Arguments[1]), direction * call.ElementLayout.Size));

    private static StackValue? Write(IntrinsicCall call)
    {
        call.Values.Store(call.Pointer(0), call.ElementLayout, call.Arguments[1]);
        return null;
    }

    /// <summary>Byte by byte, little end first: the IR's own loads are aligned.</summary>
    private static StackValue ReadUnaligned(IntrinsicCall call)
    {
        var emit = call.Emit;
        var layout = call.ElementLayout;
        return call.Values.FromLeaves(layout, [.. layout.Leaves.Select(ReadLeaf)]);

        Value ReadLeaf(Leaf leaf)
        {
            int size = leaf.Type.SizeInBytes();
            var place = emit.Offset(call.Pointer(0), leaf.Offset);
            var word = size == 8 ? IRType.Int64 : IRType.Int32;
            Value bits = Constant.Zero(word);
            for (int i = 0; i < size; i++)
            {
                var part = emit.Resize(emit.Load(IRType.Int8, emit.Offset(place, i)), word, signed: false);
                bits = i == 0 ? part : emit.Binary(Op.Or, bits, emit.Binary(Op.ShiftLeft, part, Constant.Int32(8 * i)));
            }
            return leaf.Type.IsInteger() ? emit.Resize(bits, leaf.Type) : emit.Convert(Op.Bitcast, leaf.Type, bits);
        }
    }

    private static StackValue? WriteUnaligned(IntrinsicCall call)
    {
        var emit = call.Emit;
        var layout = call.ElementLayout;
        var leaves = call.Values.MemoryLeaves(call.Arguments[1], layout);
        for (int index = 0; index < leaves.Length; index++)
        {
            var leaf = layout.Leaves[index];
            int size = leaf.Type.SizeInBytes();
            var word = size == 8 ? IRType.Int64 : IRType.Int32;
            var bits = leaf.Type.IsInteger() ? emit.Resize(leaves[index], word, signed: false) : emit.Convert(Op.Bitcast, word, leaves[index]);
            for (int i = 0; i < size; i++)
            {
                var part = emit.Resize(emit.Binary(Op.ShiftRightUnsigned, bits, Constant.Int32(8 * i)), IRType.Int8);
                emit.Store(emit.Offset(call.Pointer(0), leaf.Offset + i), part);
            }
        }
        return null;
    }

    private static StackValue BitCast(IntrinsicCall call)
    {
        var from = DeviceLayout.Of(call.GenericArgument(0));
        var to = DeviceLayout.Of(call.GenericArgument(1));
        if (from.Leaves.Count == 1 && to.Leaves.Count == 1 && from.Size == to.Size)
        {
            var bits = call.Values.MemoryLeaves(call.Arguments[0], from)[0];
            return call.Values.FromLeaves(to, [call.Emit.Convert(Op.Bitcast, to.Leaves[0].Type, bits)]);
        }
        var memory = call.Emit.Alloca(Math.Max(from.Size, to.Size));
        call.Values.Store(memory, from, call.Arguments[0]);
        return call.Values.Load(memory, to);
    }
}
