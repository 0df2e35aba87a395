using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.Frontend.Intrinsics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// Translates a kernel's IL, all calls inlined, to IR. The function's parameters are, for an implicitly grouped
/// kernel, its extent (1, 2 or 3 × i32), then the leaves of the kernel's other parameters in order (see
/// <see cref="DeviceLayout"/>); specialised parameters have none.
/// </summary>
internal static class KernelTranslator
{
    /// <exception cref="KernelCompilationException">The kernel uses what cannot be compiled.</exception>
    public static Function Translate(MethodInfo kernel, TranslationOptions options)
    {
        try
        {
            return TranslateKernel(kernel, options);
        }
        catch (KernelCompilationException error) when (error.Method is null)
        {
            throw new KernelCompilationException(TypeNames.Of(kernel), "signature", error.Reason, []);
        }
    }

    /// <summary>
    /// Translates a method of numbers to a function of the same parameters and one more: where the result is to be stored.
    /// </summary>
    public static Function TranslateFunction(MethodInfo method)
    {
        var function = new Function(SafeName(method.Name));
        var translation = new KernelTranslation(function, new TranslationOptions());
        var emit = translation.Emit;
        emit.Block = function.AddBlock("entry");
        var arguments = method.GetParameters().Select((parameter, i) => Argument(translation, function, parameter, i)).ToArray();
        var result = translation.Inline(method, arguments, inLoop: false)!;
        emit.Location = null;
        emit.Store(function.AddParameter(IRType.Pointer, "result"), ValueAccess.Scalar(result));
        emit.Return();
        BlockOrder.Apply(function);
        return function;
    }

    private static Function TranslateKernel(MethodInfo kernel, TranslationOptions options)
    {
        if (kernel.ContainsGenericParameters)
            throw new KernelCompilationException("the kernel is an open generic method; give its type arguments.");
        if (kernel.ReturnType != typeof(void))
            throw new KernelCompilationException("a kernel returns nothing; write results to a view.");
        if (!kernel.IsStatic && kernel.DeclaringType!.IsValueType)
            throw new KernelCompilationException("a kernel is a static method or a lambda without captures.");

        var function = new Function(SafeName(kernel.Name));
        var translation = new KernelTranslation(function, options);
        var emit = translation.Emit;
        emit.Block = function.AddBlock("entry");
        var exit = new Block("exit");

        var arguments = new List<StackValue>();
        // A lambda's this is its closure, which stays on the host.
        if (!kernel.IsStatic)
            arguments.Add(StackValue.CompileTime(new CompileTimeObject("the closure of a lambda (a captured variable)")));
        var parameters = kernel.GetParameters();
        int axes = ImplicitAxes(parameters, options);
        if (axes > 0)
            arguments.Add(GlobalIndex(emit, function, parameters[0], axes, exit));
        for (int i = axes > 0 ? 1 : 0; i < parameters.Length; i++)
            arguments.Add(Argument(translation, function, parameters[i], i));

        translation.Inline(kernel, [.. arguments], inLoop: false);
        emit.Location = null;
        if (axes > 0)
        {
            emit.Branch(new Edge(exit));
            function.Blocks.Add(exit);
            emit.Block = exit;
        }
        emit.Return();
        BlockOrder.Apply(function);
        return function;
    }

    private static int ImplicitAxes(ParameterInfo[] parameters, TranslationOptions options)
    {
        var first = parameters.Length > 0 ? parameters[0].ParameterType : null;
        string? index = (options.IndexType ?? first)?.FullName;
        int axes = index switch
        {
            "ILGPU.Index1D" => 1,
            "ILGPU.Index2D" => 2,
            "ILGPU.Index3D" => 3,
            "ILGPU.LongIndex1D" or "ILGPU.LongIndex2D" or "ILGPU.LongIndex3D" =>
                throw new KernelCompilationException($"kernels over '{TypeNames.Of(options.IndexType ?? first!)}' are not supported; use Index1D, Index2D or Index3D."),
            _ => 0,
        };
        if (axes > 0 && first?.FullName != index)
            throw new KernelCompilationException($"the kernel's first parameter must be the index, '{TypeNames.Of(options.IndexType!)}'.");
        return axes;
    }

    /// <summary>The item's index in the grid; items beyond the extent leave at once.</summary>
    private static StackValue GlobalIndex(Emitter emit, Function function, ParameterInfo parameter, int axes, Block exit)
    {
        var layout = DeviceLayout.Of(parameter.ParameterType);
        var index = new Value[axes];
        Value? inside = null;
        for (int axis = 0; axis < axes; axis++)
        {
            var extent = function.AddParameter(IRType.Int32, "extent." + "XYZ"[axis]);
            index[axis] = PositionIntrinsics.Global(emit, axis, IRType.Int32);
            // Unsigned: the last group of a huge extent may wrap round.
            var within = emit.Compare(Comparison.LessUnsigned, index[axis], extent);
            inside = inside is null ? within : emit.Binary(Op.And, inside, within);
        }
        var body = emit.NewBlock("body");
        emit.BranchIf(inside!, new Edge(body), new Edge(exit));
        emit.Block = body;
        return StackValue.Structure(layout, index);
    }

    private static StackValue Argument(KernelTranslation translation, Function function, ParameterInfo parameter, int index)
    {
        string name = parameter.Name ?? "p" + index;
        DeviceLayout layout;
        try
        {
            if (parameter.ParameterType.IsByRef || parameter.ParameterType.IsArray)
                throw new KernelCompilationException(parameter.ParameterType.IsArray ? "arrays of the host cannot be used in a kernel; pass an ArrayView<T>." : "kernel parameters are passed by value.");
            layout = DeviceLayout.Of(parameter.ParameterType);
        }
        catch (KernelCompilationException error)
        {
            throw new KernelCompilationException($"parameter '{name}': {error.Reason}");
        }
        var values = new ValueAccess(translation.Emit);
        if (translation.Options.SpecializedValues.TryGetValue(index, out var bits))
            return values.FromLeaves(layout, [.. layout.Leaves.Select((leaf, i) => (Value)Constant.FromBits(leaf.Type, bits[i]))]);
        return values.FromLeaves(layout, [.. layout.Leaves.Select(leaf => (Value)function.AddParameter(leaf.Type, name + leaf.Path))]);
    }

    /// <summary>Names of lambdas hold characters that IR text does not allow.</summary>
    private static string SafeName(string name)
    {
        string safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_')).Trim('_');
        return safe.Length == 0 || char.IsAsciiDigit(safe[0]) ? "kernel_" + safe : safe;
    }
}
