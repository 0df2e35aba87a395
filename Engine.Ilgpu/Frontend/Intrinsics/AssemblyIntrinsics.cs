using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>The target's own instructions in a kernel: <c>CudaAsm</c>.</summary>
internal static class AssemblyIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type) => type != "ILGPU.Runtime.Cuda.CudaAsm" ? null : method.Name switch
    {
        "get_IsSupported" => call => call.Bool(Constant.Bool(call.Options.InlinePtx)),
        "Emit" or "EmitRef" => Emit,
        _ => null,
    };

    private static StackValue? Emit(IntrinsicCall call)
    {
        if (!call.Options.InlinePtx)
            throw new KernelCompilationException($"'CudaAsm.{call.Method.Name}' writes PTX, which this accelerator does not run; ask 'CudaAsm.IsSupported' before.");
        if (call.Arguments[0].Token is not CompileTimeObject { Text: { } text })
            throw new KernelCompilationException($"the text given to 'CudaAsm.{call.Method.Name}' must be a literal.");
        int count = call.Arguments.Length - 1;
        var arguments = new AssemblyArgument[count];
        var operands = new List<Value>();
        for (int i = 0; i < count; i++)
        {
            var (use, type) = Classify(call.ParameterType(i + 1));
            arguments[i] = new(use, LeafOf(type));
            Check(arguments[i], type);
            if (use != AssemblyUse.Output)
                operands.Add(Read(call, i + 1, type));
        }
        var template = new AssemblyTemplate(text, arguments);
        if (template.FindError() is { } error)
            throw new KernelCompilationException($"{error}.");
        var token = call.Emit.Emit(Op.Assembly, IRType.Int32, call.Emit.Function.AddAssembly(template), [.. operands]);
        for (int i = 0; i < count; i++)
        {
            if (arguments[i].Use != AssemblyUse.Input)
                Write(call, i + 1, call.Emit.Emit(Op.AssemblyResult, arguments[i].Type, i, token));
        }
        return null;
    }

    /// <summary>What a parameter's type says: <c>out T</c>, a reference to a wrapper, or a value.</summary>
    private static (AssemblyUse Use, Type Type) Classify(Type parameter)
    {
        if (!parameter.IsByRef)
            return (AssemblyUse.Input, parameter);
        var target = parameter.GetElementType()!;
        if (!target.IsGenericType)
            return (AssemblyUse.Output, target);
        var inner = target.GetGenericArguments()[0];
        return target.GetGenericTypeDefinition().FullName switch
        {
            "ILGPU.Runtime.Cuda.Input`1" => (AssemblyUse.Input, inner),
            "ILGPU.Runtime.Cuda.Output`1" => (AssemblyUse.Output, inner),
            "ILGPU.Runtime.Cuda.Ref`1" => (AssemblyUse.Both, inner),
            _ => (AssemblyUse.Output, target),
        };
    }

    private static IRType LeafOf(Type type) => type == typeof(bool) ? IRType.Int1 : DeviceLayout.Of(type) is { IsScalar: true } layout
        ? layout.Leaves[0].Type
        : throw new KernelCompilationException($"'{TypeNames.Of(type)}' is no argument for PTX: it must be a single number or a bool.");

    private static void Check(AssemblyArgument argument, Type type)
    {
        bool isRight = argument.Type.IsArithmetic() || argument.Type == IRType.Int1
            || (argument.Type == IRType.Pointer && argument.Use == AssemblyUse.Input);
        if (!isRight)
            throw new KernelCompilationException($"'{TypeNames.Of(type)}' is no argument for PTX: it must have 4 or 8 bytes, or be bool.");
    }

    private static Value Read(IntrinsicCall call, int index, Type type)
    {
        var layout = DeviceLayout.Of(type);
        var value = call.ParameterType(index).IsByRef
            ? call.Emit.Load(layout.Leaves[0].Type, call.Pointer(index))
            : call.Values.MemoryLeaves(call.Arguments[index], layout)[0];
        return type == typeof(bool) ? call.Emit.Compare(Comparison.NotEqual, call.Emit.Resize(value, IRType.Int32, signed: false), Constant.Int32(0)) : value;
    }

    private static void Write(IntrinsicCall call, int index, Value value) =>
        call.Emit.Store(call.Pointer(index), value.Type == IRType.Int1 ? call.Emit.Convert(Op.ZeroExtend, IRType.Int8, value) : value);
}
