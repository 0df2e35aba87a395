using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>Emits the operations that a call stands for.</summary>
/// <returns>The result; null for a void method.</returns>
internal delegate StackValue? Intrinsic(IntrinsicCall call);

/// <summary>A call of a method that is mapped to operations: its arguments, and what is needed to emit.</summary>
internal sealed class IntrinsicCall(KernelTranslation kernel, ValueAccess values, MethodBase method, StackValue[] arguments, bool inLoop)
{
    public Emitter Emit { get; } = kernel.Emit;
    public ValueAccess Values { get; } = values;
    public MethodBase Method { get; } = method;

    /// <summary>The arguments; of an instance method the first is the reference to its structure.</summary>
    public StackValue[] Arguments { get; } = arguments;

    public TranslationOptions Options => kernel.Options;

    /// <summary>True if the call may run more than once in one work item.</summary>
    public bool InLoop { get; } = inLoop;

    public Type ReturnType => Method is MethodInfo info ? info.ReturnType : Method.DeclaringType!;

    public Type GenericArgument(int index) => Method.GetGenericArguments()[index];

    public Type ParameterType(int index) => Method.GetParameters()[index].ParameterType;

    public DeviceLayout ElementLayout => DeviceLayout.Of(GenericArgument(0));

    public Value Scalar(int index) => ValueAccess.Scalar(Arguments[index]);
    public Value Pointer(int index) => Values.Pointer(Arguments[index]);
    public Value Condition(int index) => Values.Condition(Arguments[index]);

    /// <summary>An int argument, or the one leaf of an Index1D.</summary>
    public Value Int32(int index) => Emit.Resize(OneLeaf(index), IRType.Int32);

    /// <summary>An integer argument, or the one leaf of an Index1D or LongIndex1D, as i64.</summary>
    public Value Int64(int index) => Emit.Resize(OneLeaf(index), IRType.Int64);

    private Value OneLeaf(int index) =>
        Arguments[index].Leaves is [var leaf] ? leaf : throw new KernelCompilationException($"an argument of '{TypeNames.Of(Method)}' is not a single number.");

    /// <summary>A result in the type that the method returns (small integers wrap, structures by leaves).</summary>
    public StackValue Result(params Value[] leaves)
    {
        var layout = DeviceLayout.Of(ReturnType);
        if (!layout.IsScalar)
            return Values.FromLeaves(layout, [.. leaves.Select((leaf, i) => Emit.Resize(leaf, layout.Leaves[i].Type))]);
        return Values.Coerce(StackValue.Scalar(leaves[0]), layout);
    }

    public StackValue Bool(Value condition) => Values.Bool(condition);

    public static StackValue View(Type viewType, Value pointer, Value length) =>
        StackValue.Structure(DeviceLayout.Of(viewType), [pointer, length]);
}
