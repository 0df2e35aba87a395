using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Elementary;

/// <summary>Which method defines an operation.</summary>
internal static class ElementaryMethods
{
    /// <summary>The operations that a method defines, with the type of their operands.</summary>
    public static IReadOnlyDictionary<(Op Op, IRType Type), MethodInfo> All { get; } = In(typeof(ElementaryFunctions), IRType.Float32)
        .Concat(In(typeof(DoubleFunctions), IRType.Float64))
        .ToDictionary();

    /// <summary>The method of an operation; null if there is none.</summary>
    public static MethodInfo? Of(Op op, IRType type) => All.GetValueOrDefault((op, type));

    private static IEnumerable<((Op Op, IRType Type) Key, MethodInfo Value)> In(Type functions, IRType type) => functions
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Select(method => ((Enum.Parse<Op>(method.Name), type), method));
}
