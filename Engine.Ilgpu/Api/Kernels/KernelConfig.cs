namespace ILGPU;

/// <summary>The shape of an explicitly grouped launch.</summary>
public readonly struct KernelConfig : IIndex
{
    public KernelConfig(Index1D gridDim, Index1D groupDim) : this(gridDim, groupDim, default)
    {
    }

    public KernelConfig(Index1D gridDim, Index1D groupDim, SharedMemoryConfig sharedMemoryConfig)
        : this(new Index3D(gridDim.X, 1, 1), new Index3D(groupDim.X, 1, 1), sharedMemoryConfig)
    {
    }

    public KernelConfig(Index2D gridDim, Index2D groupDim) : this(gridDim, groupDim, default)
    {
    }

    public KernelConfig(Index2D gridDim, Index2D groupDim, SharedMemoryConfig sharedMemoryConfig)
        : this(new Index3D(gridDim, 1), new Index3D(groupDim, 1), sharedMemoryConfig)
    {
    }

    public KernelConfig(Index3D gridDim, Index3D groupDim) : this(gridDim, groupDim, default)
    {
    }

    public KernelConfig(int gridDimX, int gridDimY, int gridDimZ, int groupDimX, int groupDimY, int groupDimZ)
        : this(new Index3D(gridDimX, gridDimY, gridDimZ), new Index3D(groupDimX, groupDimY, groupDimZ), default)
    {
    }

    public KernelConfig(Index3D gridDim, Index3D groupDim, SharedMemoryConfig sharedMemoryConfig)
    {
        GridDim = gridDim;
        GroupDim = groupDim;
        SharedMemoryConfig = sharedMemoryConfig;
    }

    public IndexType IndexType => IndexType.KernelConfig;
    public Index3D GridDim { get; }
    public Index3D GroupDim { get; }
    public SharedMemoryConfig SharedMemoryConfig { get; }
    public bool UsesDynamicSharedMemory => SharedMemoryConfig.UsesDynamicSharedMemory;

    /// <summary>True if every dimension is at least 1.</summary>
    public bool IsValid =>
        GridDim.X > 0 && GridDim.Y > 0 && GridDim.Z > 0 && GroupDim.X > 0 && GroupDim.Y > 0 && GroupDim.Z > 0;

    /// <summary>The number of work items.</summary>
    public long Size => GridDim.LongSize * GroupDim.LongSize;

    long IIndex.LongSize => Size;

    public ValueTuple<Index3D, Index3D> ToDimensions() => (GridDim, GroupDim);

    public ValueTuple<Index3D, Index3D, SharedMemoryConfig> ToValueTuple() => (GridDim, GroupDim, SharedMemoryConfig);

    public void Deconstruct(out Index3D gridDim, out Index3D groupDim)
    {
        gridDim = GridDim;
        groupDim = GroupDim;
    }

    public void Deconstruct(out Index3D gridDim, out Index3D groupDim, out SharedMemoryConfig sharedMemoryConfig)
    {
        gridDim = GridDim;
        groupDim = GroupDim;
        sharedMemoryConfig = SharedMemoryConfig;
    }

    public static implicit operator KernelConfig(ValueTuple<Index1D, Index1D> dimensions) =>
        new(dimensions.Item1, dimensions.Item2);

    public static implicit operator KernelConfig(ValueTuple<Index3D, Index1D> dimensions) =>
        new(dimensions.Item1, new Index3D(dimensions.Item2.X, 1, 1));

    public static implicit operator KernelConfig(ValueTuple<Index3D, Index2D> dimensions) =>
        new(dimensions.Item1, new Index3D(dimensions.Item2, 1));

    public static implicit operator KernelConfig(ValueTuple<Index2D, Index2D> dimensions) =>
        new(dimensions.Item1, dimensions.Item2);

    public static implicit operator KernelConfig(ValueTuple<Index3D, Index3D> dimensions) =>
        new(dimensions.Item1, dimensions.Item2);

    public static implicit operator KernelConfig(ValueTuple<Index1D, Index1D, SharedMemoryConfig> dimensions) =>
        new(dimensions.Item1, dimensions.Item2, dimensions.Item3);

    public static implicit operator KernelConfig(ValueTuple<Index3D, Index3D, SharedMemoryConfig> dimensions) =>
        new(dimensions.Item1, dimensions.Item2, dimensions.Item3);

    public static implicit operator ValueTuple<Index3D, Index3D>(KernelConfig config) => config.ToDimensions();

    public static implicit operator ValueTuple<Index3D, Index3D, SharedMemoryConfig>(KernelConfig config) =>
        config.ToValueTuple();
}
