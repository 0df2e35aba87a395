using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// A value on the evaluation stack: a scalar (i32, i64, f32, f64 or ptr), a structure as its leaves (in their memory
/// types), or something that exists only while compiling (a type token, a string for an assertion).
/// </summary>
internal sealed class StackValue
{
    private StackValue(DeviceLayout? layout, Value[] leaves, object? token)
    {
        Layout = layout;
        Leaves = leaves;
        Token = token;
    }

    /// <summary>The structure's (or local array's) layout; null for scalars and tokens.</summary>
    public DeviceLayout? Layout { get; }

    public Value[] Leaves { get; }

    /// <summary>A compile-time object: a <see cref="Type"/>, a field, a <see cref="CompileTimeObject"/>.</summary>
    public object? Token { get; }

    /// <summary>For a reference to a boxed structure (the <c>this</c> of a default interface method): the structure.</summary>
    public Type? Boxed { get; private init; }

    public bool IsScalar => Layout is null && Leaves.Length == 1;

    public static StackValue Scalar(Value value) => new(null, [value], null);

    public static StackValue Structure(DeviceLayout layout, Value[] leaves) => new(layout, leaves, null);

    public static StackValue CompileTime(object token) => new(null, [], token);

    public static StackValue BoxOf(Value pointer, Type type) => new(null, [pointer], null) { Boxed = type };

    /// <summary>The same kind of value with other leaves.</summary>
    public StackValue With(Value[] leaves) => new(Layout, leaves, Token) { Boxed = Boxed };
}

/// <summary>Something that kernels may mention where it vanishes (a string in an assertion), but never hold.</summary>
/// <param name="Description">What it is, for the error message: "a string".</param>
/// <param name="Text">A string's text.</param>
internal sealed record CompileTimeObject(string Description, string? Text = null)
{
    public static CompileTimeObject Null { get; } = new("null (a reference)");
}
