namespace Engine.Ilgpu.IR;

/// <summary>How comparisons relate to each other.</summary>
internal static class Comparisons
{
    /// <summary>The comparison that holds exactly when the given one does not; for floats that one takes in NaN.</summary>
    public static Comparison Inverse(Comparison comparison, bool isFloat) => comparison switch
    {
        Comparison.Equal => Comparison.NotEqual,
        Comparison.NotEqual => Comparison.Equal,
        Comparison.Less => isFloat ? Comparison.GreaterEqualUnsigned : Comparison.GreaterEqual,
        Comparison.LessEqual => isFloat ? Comparison.GreaterUnsigned : Comparison.Greater,
        Comparison.Greater => isFloat ? Comparison.LessEqualUnsigned : Comparison.LessEqual,
        Comparison.GreaterEqual => isFloat ? Comparison.LessUnsigned : Comparison.Less,
        Comparison.LessUnsigned => isFloat ? Comparison.GreaterEqual : Comparison.GreaterEqualUnsigned,
        Comparison.LessEqualUnsigned => isFloat ? Comparison.Greater : Comparison.GreaterUnsigned,
        Comparison.GreaterUnsigned => isFloat ? Comparison.LessEqual : Comparison.LessEqualUnsigned,
        _ => isFloat ? Comparison.Less : Comparison.LessUnsigned,
    };

    /// <summary>The comparison of b with a that says the same as the given one of a with b.</summary>
    public static Comparison Swapped(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessEqual => Comparison.GreaterEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterEqual => Comparison.LessEqual,
        Comparison.LessUnsigned => Comparison.GreaterUnsigned,
        Comparison.LessEqualUnsigned => Comparison.GreaterEqualUnsigned,
        Comparison.GreaterUnsigned => Comparison.LessUnsigned,
        Comparison.GreaterEqualUnsigned => Comparison.LessEqualUnsigned,
        _ => comparison,
    };

    public static bool IsEquality(Comparison comparison) => comparison is Comparison.Equal or Comparison.NotEqual;

    public static bool IsUnsigned(Comparison comparison) => comparison >= Comparison.LessUnsigned;

    /// <summary>The unsigned form of an integer comparison.</summary>
    public static Comparison ToUnsigned(Comparison comparison) =>
        comparison is >= Comparison.Less and <= Comparison.GreaterEqual ? comparison + 4 : comparison;

    /// <summary>The signed form of an integer comparison.</summary>
    public static Comparison ToSigned(Comparison comparison) => IsUnsigned(comparison) ? comparison - 4 : comparison;

    /// <summary>True for the comparisons that hold of equal integers.</summary>
    public static bool HoldsForEqual(Comparison comparison) => comparison is Comparison.Equal
        or Comparison.LessEqual or Comparison.GreaterEqual
        or Comparison.LessEqualUnsigned or Comparison.GreaterEqualUnsigned;
}
