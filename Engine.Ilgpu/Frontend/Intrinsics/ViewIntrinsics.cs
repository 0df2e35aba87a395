using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>The members of <c>ArrayView&lt;T&gt;</c>, which is {ptr, i64 length} on a device.</summary>
internal static class ViewIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type) => type switch
    {
        "ILGPU.ArrayView`1" => FindMember(method),
        "ILGPU.Runtime.ArrayViewExtensions" when method.Name == "LoadEffectiveAddressAsPtr" => call => call.Result(call.Arguments[0].Leaves[0]),
        _ => null,
    };

    private static Intrinsic? FindMember(MethodBase method) => method.Name switch
    {
        "get_Item" => Element,
        "get_Length" => call => call.Result(Length(call)),
        "get_IntLength" => call => call.Result(Length(call)),
        "get_Extent" => call => call.Result(Length(call)),
        "get_IntExtent" => call => call.Result(Length(call)),
        "get_LengthInBytes" => call => call.Result(call.Emit.Binary(Op.Mul, Length(call), Constant.Int64(ElementSize(call)))),
        "get_Stride" => call => call.Values.Default(DeviceLayout.Of(call.ReturnType)),
        "get_IsValid" => call => call.Bool(call.Emit.Compare(Comparison.NotEqual, Length(call), Constant.Int64(0))),
        "get_ElementSize" => call => call.Result(Constant.Int32(ElementSize(call))),
        "get_Empty" => call => call.Values.Default(DeviceLayout.Of(call.ReturnType)),
        "SubView" => SubView,
        "Cast" => Cast,
        _ => null,
    };

    private static DeviceLayout ElementOf(IntrinsicCall call) => DeviceLayout.Of(call.Method.DeclaringType!.GetGenericArguments()[0]);

    private static int ElementSize(IntrinsicCall call) => ElementOf(call).Size;

    private static Value Base(IntrinsicCall call) => call.Emit.Load(IRType.Pointer, call.Pointer(0));

    private static Value Length(IntrinsicCall call) => call.Emit.Load(IRType.Int64, call.Emit.Offset(call.Pointer(0), 8));

    private static StackValue Element(IntrinsicCall call)
    {
        var index = call.Int64(1);
        if (call.Options.Assertions)
        {
            var length = Length(call);
            call.Emit.Assert(FaultCode.IndexOutOfRange, call.Emit.Compare(Comparison.LessUnsigned, index, length), index, length);
        }
        return StackValue.Scalar(call.Emit.Element(Base(call), index, ElementSize(call)));
    }

    private static StackValue SubView(IntrinsicCall call)
    {
        var emit = call.Emit;
        var index = call.Int64(1);
        var rest = emit.Binary(Op.Sub, Length(call), index);
        var length = call.Arguments.Length > 2 ? call.Int64(2) : rest;
        if (call.Options.Assertions)
        {
            emit.Assert(FaultCode.IndexOutOfRange, emit.Compare(Comparison.LessEqualUnsigned, index, Length(call)), index, Length(call));
            emit.Assert(FaultCode.IndexOutOfRange, emit.Compare(Comparison.LessEqualUnsigned, length, rest), emit.Binary(Op.Add, index, length), Length(call));
        }
        return IntrinsicCall.View(call.ReturnType, emit.Element(Base(call), index, ElementSize(call)), length);
    }

    private static StackValue Cast(IntrinsicCall call)
    {
        int from = ElementSize(call);
        int to = call.ElementLayout.Size;
        var length = Length(call);
        if (from != to)
            length = call.Emit.Binary(Op.Div, call.Emit.Binary(Op.Mul, length, Constant.Int64(from)), Constant.Int64(to));
        return IntrinsicCall.View(call.ReturnType, Base(call), length);
    }
}
