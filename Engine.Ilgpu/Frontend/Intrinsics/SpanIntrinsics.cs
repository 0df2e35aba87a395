using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>
/// Spans over local memory and constant data. Their class library code is inlined, except where it would throw:
/// an index out of range is a fault with assertions, undefined without.
/// </summary>
internal static class SpanIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type) => (type, method.Name) switch
    {
        ("System.Span`1" or "System.ReadOnlySpan`1", "get_Item") => Element,
        ("System.Span`1" or "System.ReadOnlySpan`1", "Slice") => Slice,
        ("System.Runtime.CompilerServices.RuntimeHelpers", "CreateSpan") => CreateSpan,
        _ => null,
    };

    private static (Value Pointer, Value Length, DeviceLayout Element) Parts(IntrinsicCall call)
    {
        var layout = DeviceLayout.Of(call.Method.DeclaringType!);
        var span = call.Values.Load(call.Pointer(0), layout);
        // The reference and the length, in whichever order the class library declares them.
        int reference = layout.Leaves[0].Type == IRType.Pointer ? 0 : 1;
        return (span.Leaves[reference], span.Leaves[1 - reference], DeviceLayout.Of(call.Method.DeclaringType!.GetGenericArguments()[0]));
    }

    private static StackValue Make(Type span, Value pointer, Value length)
    {
        var layout = DeviceLayout.Of(span);
        return StackValue.Structure(layout, layout.Leaves[0].Type == IRType.Pointer ? [pointer, length] : [length, pointer]);
    }

    private static StackValue Element(IntrinsicCall call)
    {
        var (pointer, length, element) = Parts(call);
        var index = call.Int32(1);
        if (call.Options.Assertions)
            Check(call, call.Emit.Compare(Comparison.LessUnsigned, index, length), index, length);
        return StackValue.Scalar(call.Emit.Element(pointer, call.Emit.Resize(index, IRType.Int64), element.Size));
    }

    private static StackValue Slice(IntrinsicCall call)
    {
        var (pointer, length, element) = Parts(call);
        var start = call.Int32(1);
        var rest = call.Emit.Binary(Op.Sub, length, start);
        var count = call.Arguments.Length > 2 ? call.Int32(2) : rest;
        if (call.Options.Assertions)
        {
            Check(call, call.Emit.Compare(Comparison.LessEqualUnsigned, start, length), start, length);
            Check(call, call.Emit.Compare(Comparison.LessEqualUnsigned, count, rest), call.Emit.Binary(Op.Add, start, count), length);
        }
        return Make(call.ReturnType, call.Emit.Element(pointer, call.Emit.Resize(start, IRType.Int64), element.Size), count);
    }

    private static void Check(IntrinsicCall call, Value condition, Value index, Value length) =>
        call.Emit.Assert(FaultCode.IndexOutOfRange, condition, call.Emit.Resize(index, IRType.Int64), call.Emit.Resize(length, IRType.Int64));

    private static StackValue CreateSpan(IntrinsicCall call)
    {
        if (call.Arguments[0].Token is not FieldInfo field)
            throw new KernelCompilationException("a span over data that is not constant is not supported.");
        var element = call.ElementLayout;
        long bytes = ConstantData.SizeOf(field);
        return Make(call.ReturnType, ConstantData.Place(call.Emit, field, element.Leaves[0].Type), Constant.Int32((int)(bytes / element.Size)));
    }
}
