namespace Engine.Kernels;

/// <summary>Division of extents.</summary>
internal static class Divide
{
    /// <summary>The quotient, rounded up, of numbers that are not negative.</summary>
    public static int Ceiling(int value, int divisor) => (value / divisor) + (value % divisor == 0 ? 0 : 1);
}
