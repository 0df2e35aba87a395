using System.Runtime.CompilerServices;
using ILGPU;

namespace Engine.Kernels;

/// <summary>What launchers check before they queue a kernel, which itself cannot complain.</summary>
internal static class ShapeChecks
{
    /// <summary>Throws if an extent is negative.</summary>
    public static void Extent(int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);

    /// <summary>Throws unless a view holds a matrix of the given size, whose indices must fit an int.</summary>
    public static void Matrix<T>(
        ArrayView<T> view,
        int rows,
        int columns,
        [CallerArgumentExpression(nameof(view))] string name = "")
        where T : unmanaged
    {
        long size = (long)rows * columns;
        if (size > int.MaxValue)
        {
            throw new ArgumentException($"{name} has {rows} × {columns} elements; kernels index at most {int.MaxValue}.", name);
        }

        Vector(view, size, name);
    }

    /// <summary>Throws unless a view holds so many elements.</summary>
    public static void Vector<T>(ArrayView<T> view, long size, [CallerArgumentExpression(nameof(view))] string name = "")
        where T : unmanaged
    {
        if (view.Length < size)
        {
            throw new ArgumentException($"{name} holds {view.Length} elements, but {size} are needed.", name);
        }
    }
}
