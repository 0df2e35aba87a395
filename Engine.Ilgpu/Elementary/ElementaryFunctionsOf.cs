using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Elementary;

/// <summary>The methods that define operations on floats or on doubles, to be called.</summary>
internal static class ElementaryFunctionsOf<T>
{
    private static readonly Dictionary<Op, Func<T, T>> OfOne = WithArguments<Func<T, T>>(1);
    private static readonly Dictionary<Op, Func<T, T, T>> OfTwo = WithArguments<Func<T, T, T>>(2);

    /// <exception cref="ArgumentException">There is no such function.</exception>
    public static Func<T, T> Unary(Op op) => OfOne.GetValueOrDefault(op) ?? throw Undefined(op);

    /// <inheritdoc cref="Unary"/>
    public static Func<T, T, T> Binary(Op op) => OfTwo.GetValueOrDefault(op) ?? throw Undefined(op);

    private static Dictionary<Op, TDelegate> WithArguments<TDelegate>(int count)
        where TDelegate : Delegate =>
        ElementaryMethods.All
            .Where(method => method.Value.ReturnType == typeof(T) && method.Value.GetParameters().Length == count)
            .ToDictionary(method => method.Key.Op, method => method.Value.CreateDelegate<TDelegate>());

    private static ArgumentException Undefined(Op op) => new($"{op} is not defined on {typeof(T).Name}.");
}
