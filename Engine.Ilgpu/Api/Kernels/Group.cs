using Engine.Ilgpu.Diagnostics;

namespace ILGPU;

/// <summary>Where the work item stands in its group, and what the group does together. In kernels only.</summary>
public static class Group
{
    public static int IdxX => Throw.KernelOnly<int>();
    public static int IdxY => Throw.KernelOnly<int>();
    public static int IdxZ => Throw.KernelOnly<int>();
    public static Index3D Index => new(IdxX, IdxY, IdxZ);
    public static int DimX => Throw.KernelOnly<int>();
    public static int DimY => Throw.KernelOnly<int>();
    public static int DimZ => Throw.KernelOnly<int>();
    public static Index3D Dimension => new(DimX, DimY, DimZ);

    /// <summary>The work item's number in the group, X fastest.</summary>
    public static int LinearIndex => (IdxZ * DimY + IdxY) * DimX + IdxX;

    public static bool IsFirstThread => LinearIndex == 0;
    public static bool IsLastThread => LinearIndex == DimX * DimY * DimZ - 1;

    /// <summary>Waits for all items of the group; every one must arrive at the same barrier.</summary>
    public static void Barrier() => Throw.KernelOnly();

    /// <summary>A barrier that counts the items whose predicate is true.</summary>
    public static int BarrierPopCount(bool predicate) => Throw.KernelOnly<int>();

    /// <summary>A barrier that says whether the predicate is true for all items.</summary>
    public static bool BarrierAnd(bool predicate) => Throw.KernelOnly<bool>();

    /// <summary>A barrier that says whether the predicate is true for any item.</summary>
    public static bool BarrierOr(bool predicate) => Throw.KernelOnly<bool>();

    /// <summary>The value of the item with the given linear index; the same index for all items.</summary>
    public static T Broadcast<T>(T value, int groupIndex)
        where T : unmanaged => Throw.KernelOnly<T>();
}
