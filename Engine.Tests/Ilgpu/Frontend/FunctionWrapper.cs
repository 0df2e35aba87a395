using System.Reflection;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;

namespace Engine.Tests.Ilgpu.Frontend;

/// <summary>Makes a kernel of a function of one value: output[i] = function(input[i]) for i below the extent.</summary>
internal static class FunctionWrapper
{
    public static Function Translate(MethodInfo method, Type input, Type output, bool assertions = false)
    {
        var function = new Function("wrapper");
        var translation = new KernelTranslation(function, new TranslationOptions { Assertions = assertions });
        var emit = translation.Emit;
        var values = new ValueAccess(emit);
        var extent = function.AddParameter(IRType.Int32, "extent");
        var outputs = function.AddParameter(IRType.Pointer, "output.ptr");
        function.AddParameter(IRType.Int64, "output.length");
        var inputs = function.AddParameter(IRType.Pointer, "input.ptr");
        function.AddParameter(IRType.Int64, "input.length");
        emit.Block = function.AddBlock("entry");
        var (body, exit) = (function.AddBlock("body"), function.AddBlock("exit"));
        var index = emit.Binary(Op.Add, emit.Binary(Op.Mul, emit.Query(Op.GroupIndex), emit.Query(Op.GroupDimension)), emit.Query(Op.ThreadIndex));
        emit.BranchIf(emit.Compare(Comparison.Less, index, extent), new Edge(body), new Edge(exit));

        emit.Block = body;
        var (from, to) = (DeviceLayout.Of(input), DeviceLayout.Of(output));
        var place = emit.Resize(index, IRType.Int64);
        var argument = values.Load(emit.Element(inputs, place, from.Size), from);
        StackValue[] arguments = method.IsStatic
            ? [argument]
            : [StackValue.CompileTime(new CompileTimeObject("the closure of a lambda (a captured variable)")), argument];
        var result = translation.Inline(method, arguments, inLoop: false);
        values.Store(emit.Element(outputs, place, to.Size), to, result!);
        emit.Branch(new Edge(exit));
        emit.Block = exit;
        emit.Return();
        BlockOrder.Apply(function);
        return function;
    }
}
