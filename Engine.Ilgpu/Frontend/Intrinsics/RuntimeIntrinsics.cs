using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>What is decided while compiling: sizes, comparisons of types, assertions.</summary>
internal static class RuntimeIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type) => (type, method.Name) switch
    {
        ("ILGPU.Interop", "SizeOf") when method.IsGenericMethod => call => StackValue.Scalar(Constant.Int32(call.ElementLayout.Size)),
        ("ILGPU.Interop", "OffsetOf") => OffsetOf,
        ("ILGPU.Interop", "Write" or "WriteLine") =>
            _ => throw new KernelCompilationException("printing from a kernel is not supported; write to a view instead."),
        ("System.Type", "GetTypeFromHandle") => call => call.Arguments[0],
        ("System.Type", "op_Equality") => call => SameType(call, true),
        ("System.Type", "op_Inequality") => call => SameType(call, false),
        ("System.Type", "get_IsValueType") => call => call.Bool(Constant.Bool(TypeOf(call.Arguments[0]).IsValueType)),
        ("System.Type", "get_IsPrimitive") => call => call.Bool(Constant.Bool(TypeOf(call.Arguments[0]).IsPrimitive)),
        ("System.Runtime.CompilerServices.RuntimeHelpers", "IsReferenceOrContainsReferences") => call => call.Bool(Constant.False),
        ("System.Enum", "HasFlag") => HasFlag,
        ("System.Diagnostics.Debug" or "System.Diagnostics.Trace", "Assert") => Assert,
        ("ILGPU.KernelAssert", "InBounds") => InBounds,
        _ => null,
    };

    private static Type TypeOf(StackValue value) =>
        value.Token as Type ?? throw new KernelCompilationException("only types known when the kernel is compiled (typeof) can be compared.");

    private static StackValue SameType(IntrinsicCall call, bool equal) =>
        call.Bool(Constant.Bool(TypeOf(call.Arguments[0]) == TypeOf(call.Arguments[1]) == equal));

    /// <summary>Both sides are boxed enumerations of one type.</summary>
    private static StackValue HasFlag(IntrinsicCall call)
    {
        if (call.Arguments[0].Boxed is not { } type || call.Arguments[1].Boxed != type)
            throw new KernelCompilationException("HasFlag needs two values of the same enumeration.");
        var layout = DeviceLayout.Of(type);
        var (value, flag) = (Load(0), Load(1));
        return call.Bool(call.Emit.Compare(Comparison.Equal, call.Emit.Binary(Op.And, value, flag), flag));

        Value Load(int index) => ValueAccess.Scalar(call.Values.Load(call.Arguments[index].Leaves[0], layout));
    }

    private static StackValue? Assert(IntrinsicCall call)
    {
        if (call.Options.Assertions)
            call.Emit.Assert(FaultCode.AssertionFailed, call.Condition(0), Constant.Int64(0), Constant.Int64(0));
        return null;
    }

    private static StackValue? InBounds(IntrinsicCall call)
    {
        if (call.Options.Assertions)
        {
            var (index, extent) = (call.Int64(0), call.Int64(1));
            call.Emit.Assert(FaultCode.IndexOutOfRange, call.Emit.Compare(Comparison.LessUnsigned, index, extent), index, extent);
        }
        return null;
    }

    private static StackValue OffsetOf(IntrinsicCall call)
    {
        var type = call.GenericArgument(0);
        if (call.Arguments[0].Token is not CompileTimeObject { Text: { } name })
            throw new KernelCompilationException("the field name given to Interop.OffsetOf must be a literal.");
        var field = type.GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new KernelCompilationException($"'{TypeNames.Of(type)}' has no field '{name}'.");
        return StackValue.Scalar(Constant.Int32(DeviceLayout.Of(type).Field(field).Offset));
    }
}
