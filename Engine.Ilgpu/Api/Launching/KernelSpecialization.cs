namespace ILGPU.Runtime;

/// <summary>Bounds that a caller promises for the launches of an explicitly grouped kernel.</summary>
public readonly struct KernelSpecialization : IEquatable<KernelSpecialization>
{
    public static readonly KernelSpecialization Empty;

    /// <param name="maxNumThreadsPerGroup">The most work items of a group; null for the device's bound.</param>
    /// <param name="minNumGroupsPerMultiprocessor">The groups that should run on a multiprocessor at once.</param>
    public KernelSpecialization(int? maxNumThreadsPerGroup, int? minNumGroupsPerMultiprocessor)
    {
        if (maxNumThreadsPerGroup is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(maxNumThreadsPerGroup));
        if (minNumGroupsPerMultiprocessor is { } groups)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups, nameof(minNumGroupsPerMultiprocessor));
        MaxNumThreadsPerGroup = maxNumThreadsPerGroup;
        MinNumGroupsPerMultiprocessor = minNumGroupsPerMultiprocessor;
    }

    public int? MaxNumThreadsPerGroup { get; }
    public int? MinNumGroupsPerMultiprocessor { get; }

    public bool IsCompatibleWith(Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        return (MaxNumThreadsPerGroup ?? 0) <= accelerator.MaxNumThreadsPerGroup;
    }

    public static bool operator ==(KernelSpecialization first, KernelSpecialization second) => first.Equals(second);

    public static bool operator !=(KernelSpecialization first, KernelSpecialization second) => !first.Equals(second);

    public bool Equals(KernelSpecialization other) =>
        MaxNumThreadsPerGroup == other.MaxNumThreadsPerGroup
        && MinNumGroupsPerMultiprocessor == other.MinNumGroupsPerMultiprocessor;

    public override bool Equals(object? obj) => obj is KernelSpecialization other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(MaxNumThreadsPerGroup, MinNumGroupsPerMultiprocessor);
}
