using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Elementary;

/// <summary>Which method defines an operation.</summary>
internal static class ElementaryMethods
{
    private static readonly Dictionary<Op, MethodInfo> ByOp = typeof(ElementaryFunctions)
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .ToDictionary(method => Enum.Parse<Op>(method.Name));

    /// <summary>The operations on floats that are defined by a method.</summary>
    public static IReadOnlyCollection<Op> Operations => ByOp.Keys;

    /// <summary>The method of an operation; null if there is none. On doubles .NET's own functions define it.</summary>
    public static MethodInfo? Of(Op op, IRType type) => type == IRType.Float32 ? ByOp.GetValueOrDefault(op) : null;
}
