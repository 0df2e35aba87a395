namespace ILGPU;

/// <summary>A two-dimensional index or extent; X is the first and fastest, in 32-bit integers.</summary>
public readonly struct Index2D : IIntIndex<Index2D, LongIndex2D>, IEquatable<Index2D>
{
    public static readonly Index2D Invalid = new(-1, -1);
    public static readonly Index2D Zero = new(0, 0);
    public static readonly Index2D One = new(1, 1);

    public Index2D(int value)
    {
        X = value;
        Y = value;
    }

    public Index2D(int x, int y)
    {
        X = x;
        Y = y;
    }

    public int X { get; }
    public int Y { get; }

    public bool IsFirst => X == 0 && Y == 0;
    public int Size => X * Y;
    public long LongSize => (long)X * Y;
    public IndexType IndexType => IndexType.Index2D;

    public static Index2D Min(Index2D first, Index2D second) =>
        new(Math.Min(first.X, second.X), Math.Min(first.Y, second.Y));

    public static Index2D Max(Index2D first, Index2D second) =>
        new(Math.Max(first.X, second.X), Math.Max(first.Y, second.Y));

    public static Index2D Clamp(Index2D value, Index2D min, Index2D max) => Min(Max(value, min), max);

    public LongIndex2D ToLongIndex() => new(X, Y);

    /// <summary>True if every component lies in [0, dimension).</summary>
    public bool InBounds(Index2D dimension) =>
        X >= 0 && X < dimension.X && Y >= 0 && Y < dimension.Y;

    /// <summary>True if every component lies in [0, dimension].</summary>
    public bool InBoundsInclusive(Index2D dimension) =>
        X >= 0 && X <= dimension.X && Y >= 0 && Y <= dimension.Y;

    public Index2D Add(Index2D rhs) => this + rhs;
    public Index2D Subtract(Index2D rhs) => this - rhs;

    public ValueTuple<int, int> ToValueTuple() => (X, Y);

    public void Deconstruct(out int x, out int y)
    {
        x = X;
        y = Y;
    }

    public static implicit operator LongIndex2D(Index2D index) => index.ToLongIndex();
    public static implicit operator Index2D(ValueTuple<int, int> values) => new(values.Item1, values.Item2);

    public static Index2D Add(Index2D first, Index2D second) => first + second;

    public static Index2D operator +(Index2D first, Index2D second) =>
        new(first.X + second.X, first.Y + second.Y);

    public static Index2D Subtract(Index2D first, Index2D second) => first - second;

    public static Index2D operator -(Index2D first, Index2D second) =>
        new(first.X - second.X, first.Y - second.Y);

    public static Index2D Multiply(Index2D first, Index2D second) => first * second;

    public static Index2D operator *(Index2D first, Index2D second) =>
        new(first.X * second.X, first.Y * second.Y);

    public static Index2D Divide(Index2D first, Index2D second) => first / second;

    public static Index2D operator /(Index2D first, Index2D second) =>
        new(first.X / second.X, first.Y / second.Y);

    public static bool operator ==(Index2D first, Index2D second) =>
        first.X == second.X && first.Y == second.Y;

    public static bool operator !=(Index2D first, Index2D second) => !(first == second);

    public bool Equals(Index2D other) => this == other;
    public override bool Equals(object? obj) => obj is Index2D other && this == other;
    public override int GetHashCode() => HashCode.Combine(X, Y);
    public override string ToString() => $"({X}, {Y})";
}
