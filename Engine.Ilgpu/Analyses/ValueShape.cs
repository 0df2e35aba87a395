using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Analyses;

/// <summary>
/// How a value differs between the items of a scope: by stride · (difference of the items' places), modulo the
/// width of its type; or in no known way. A lattice: undefined, then strided (assumed after exact), then varying.
/// </summary>
internal readonly record struct ValueShape
{
    private enum Kind : byte { Undefined, Exact, Assumed, Varying }

    private const long LongestAssumed = 1 << 24;

    private readonly Kind _kind;
    private readonly long _stride;

    private ValueShape(Kind kind, long stride) => (_kind, _stride) = (kind, stride);

    public static ValueShape Undefined => default;
    public static ValueShape Uniform => new(Kind.Exact, 0);
    public static ValueShape Varying => new(Kind.Varying, 0);
    public static ValueShape Strided(long stride) => new(Kind.Exact, stride);

    public bool IsUndefined => _kind == Kind.Undefined;
    public bool IsUniform => _kind == Kind.Exact && _stride == 0;

    /// <summary>The difference between neighbours; null if it is not the same everywhere.</summary>
    public long? Stride => _kind == Kind.Exact ? _stride : null;

    /// <summary>
    /// The stride if no 32-bit index on the way wraps around. That may be assumed of an address that is accessed:
    /// no buffer has an element at both sides of the wrap.
    /// </summary>
    public long? AddressStride => _kind is Kind.Exact or Kind.Assumed ? _stride : null;

    public ValueShape Join(ValueShape other)
    {
        if (IsUndefined || this == other)
            return other;
        if (other.IsUndefined)
            return this;
        bool agree = AddressStride is { } stride && stride == other.AddressStride;
        return agree ? Make(Kind.Assumed, _stride) : Varying;
    }

    /// <summary>The shape of a sum of one value and a multiple of another.</summary>
    public static ValueShape Combine(ValueShape a, ValueShape b, long factor, IRType type)
    {
        if (a.IsUndefined || b.IsUndefined)
            return Undefined;
        if (a._kind == Kind.Varying || b._kind == Kind.Varying)
            return Varying;
        var kind = a._kind > b._kind ? a._kind : b._kind;
        return Make(kind, Semantics.Canonicalize(type, unchecked(a._stride + b._stride * factor)));
    }

    /// <summary>
    /// The shape of the sign-extended value: as strided as the value if no item's wraps around. With long strides an item
    /// that accesses nothing might, and what the others access is reckoned from its place.
    /// </summary>
    public ValueShape Widen() => _kind switch
    {
        Kind.Exact when _stride is < -LongestAssumed or > LongestAssumed => Varying,
        Kind.Exact when _stride != 0 => new(Kind.Assumed, _stride),
        _ => this,
    };

    public override string ToString() => _kind switch
    {
        Kind.Undefined or Kind.Varying => _kind.ToString(),
        _ when IsUniform => "Uniform",
        _ => $"{_kind} stride {_stride}",
    };

    // What is uniform by assumption only has no use that is worth a state of its own.
    private static ValueShape Make(Kind kind, long stride) =>
        kind == Kind.Assumed && stride == 0 ? Varying : new(kind, stride);
}
