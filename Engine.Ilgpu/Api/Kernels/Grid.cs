using Engine.Ilgpu.Diagnostics;

namespace ILGPU;

/// <summary>Where the work item's group stands in the grid. In kernels only.</summary>
public static class Grid
{
    public static int IdxX => Throw.KernelOnly<int>();
    public static int IdxY => Throw.KernelOnly<int>();
    public static int IdxZ => Throw.KernelOnly<int>();
    public static Index3D Index => new(IdxX, IdxY, IdxZ);
    public static int DimX => Throw.KernelOnly<int>();
    public static int DimY => Throw.KernelOnly<int>();
    public static int DimZ => Throw.KernelOnly<int>();
    public static Index3D Dimension => new(DimX, DimY, DimZ);

    /// <summary>The group's number in the grid, X fastest.</summary>
    public static int LinearIndex => (IdxZ * DimY + IdxY) * DimX + IdxX;

    public static Index3D GlobalIndex => ComputeGlobalIndex(Index, Group.Index);
    public static LongIndex3D LongGlobalIndex => ComputeLongGlobalIndex(Index, Group.Index);

    /// <summary>The work item's number in the grid: group after group, X fastest.</summary>
    public static int GlobalLinearIndex => LinearIndex * (Group.DimX * Group.DimY * Group.DimZ) + Group.LinearIndex;

    public static Index1D ComputeGlobalIndex(Index1D gridIdx, Index1D groupIdx) => gridIdx.X * Group.DimX + groupIdx.X;

    public static Index2D ComputeGlobalIndex(Index2D gridIdx, Index2D groupIdx) =>
        new(gridIdx.X * Group.DimX + groupIdx.X, gridIdx.Y * Group.DimY + groupIdx.Y);

    public static Index3D ComputeGlobalIndex(Index3D gridIdx, Index3D groupIdx) =>
        new(
            gridIdx.X * Group.DimX + groupIdx.X,
            gridIdx.Y * Group.DimY + groupIdx.Y,
            gridIdx.Z * Group.DimZ + groupIdx.Z);

    public static LongIndex1D ComputeLongGlobalIndex(Index1D gridIdx, Index1D groupIdx) =>
        (long)gridIdx.X * Group.DimX + groupIdx.X;

    public static LongIndex2D ComputeLongGlobalIndex(Index2D gridIdx, Index2D groupIdx) =>
        new((long)gridIdx.X * Group.DimX + groupIdx.X, (long)gridIdx.Y * Group.DimY + groupIdx.Y);

    public static LongIndex3D ComputeLongGlobalIndex(Index3D gridIdx, Index3D groupIdx) =>
        new(
            (long)gridIdx.X * Group.DimX + groupIdx.X,
            (long)gridIdx.Y * Group.DimY + groupIdx.Y,
            (long)gridIdx.Z * Group.DimZ + groupIdx.Z);
}
