using System.Reflection;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;

namespace ILGPU.Runtime;

/// <summary>A loaded kernel: its device code, its variants by specialised values, and the checks of a launch.</summary>
internal sealed class KernelHandle
{
    private const int DefaultGroupSize = 256;

    private readonly DeviceKernel? _kernel;
    private readonly SpecializedVariants? _variants;

    /// <param name="indexType">KernelConfig, Index1D, Index2D or Index3D.</param>
    /// <param name="groupSize">The group size along X of implicitly grouped launches; 0 to choose it.</param>
    /// <exception cref="NotSupportedException">The method cannot be compiled, or not with that index.</exception>
    public KernelHandle(
        Accelerator accelerator, MethodInfo method, Type indexType, int groupSize, KernelSpecialization specialization)
    {
        if (!specialization.IsCompatibleWith(accelerator))
        {
            throw new NotSupportedException(
                $"The kernel '{KernelMethod.Name(method)}' is specialised for {specialization.MaxNumThreadsPerGroup} items "
                + $"a group; the device allows {accelerator.MaxNumThreadsPerGroup}.");
        }
        Accelerator = accelerator;
        Method = method;
        Specialization = specialization;
        IsExplicitlyGrouped = indexType == typeof(KernelConfig);
        CustomGroupSize = groupSize;
        var bounds = new LaunchBounds(specialization.MaxNumThreadsPerGroup, specialization.MinNumGroupsPerMultiprocessor);
        if (SpecializedVariants.AreNeededBy(method))
            _variants = accelerator.VariantsOf(new(method, indexType, bounds));
        else
            _kernel = accelerator.Compiler.Get(method, indexType, bounds);
    }

    public Accelerator Accelerator { get; }
    public MethodInfo Method { get; }
    public KernelSpecialization Specialization { get; }
    public bool IsExplicitlyGrouped { get; }

    /// <summary>0 if the group size is chosen at launch.</summary>
    public int CustomGroupSize { get; }

    /// <summary>The group size that launches of large extents get.</summary>
    public int PreferredGroupSize => CustomGroupSize > 0
        ? CustomGroupSize
        : _kernel?.PreferredGroupSize ?? Math.Min(DefaultGroupSize, Accelerator.MaxNumThreadsPerGroup);

    public KernelInfo Info => IsExplicitlyGrouped
        ? new(null, null)
        : new(PreferredGroupSize, Accelerator.NumMultiprocessors);

    /// <summary>Launches an explicitly grouped kernel; does nothing if a dimension is 0.</summary>
    public unsafe void Launch(AcceleratorStream stream, in KernelConfig config, byte* parameters)
    {
        var (grid, group, shared) = config;
        if (!CheckExtent(grid, "grid") | !CheckExtent(group, "group"))
            return;
        CheckGroup(group);
        if (shared.ArraySize > Accelerator.MaxSharedMemoryPerGroup)
        {
            throw new ArgumentOutOfRangeException(
                nameof(config),
                shared.ArraySize,
                $"The launch of '{Name}' asks for {shared.ArraySize} bytes of shared memory; the device has {Accelerator.MaxSharedMemoryPerGroup}.");
        }
        Launch(stream, new LaunchGeometry(grid.X, grid.Y, grid.Z, group.X, group.Y, group.Z, shared.ArraySize), parameters);
    }

    /// <summary>Launches an implicitly grouped kernel over an extent; does nothing if a dimension is 0.</summary>
    public unsafe void LaunchExtent(AcceleratorStream stream, Index3D extent, byte* parameters)
    {
        if (!CheckExtent(extent, "extent"))
            return;
        int group = CustomGroupSize;
        if (group == 0)
        {
            // No larger than the row, so that short rows do not leave most of a group idle.
            int warp = Accelerator.WarpSize;
            int row = extent.X >= PreferredGroupSize ? PreferredGroupSize : (extent.X + warp - 1) / warp * warp;
            group = Math.Min(row, PreferredGroupSize);
        }
        int gridX = (int)(((long)extent.X + group - 1) / group);
        Launch(stream, new LaunchGeometry(gridX, extent.Y, extent.Z, group, 1, 1, 0), parameters);
    }

    /// <summary>The variants by specialised values; null if the kernel has none.</summary>
    public SpecializedVariants? Variants => _variants;

    private string Name => KernelMethod.Name(Method);

    private unsafe void Launch(AcceleratorStream stream, in LaunchGeometry geometry, byte* parameters)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!ReferenceEquals(stream.Accelerator, Accelerator))
            throw new ArgumentException($"The kernel '{Name}' is launched on a stream of another accelerator.", nameof(stream));
        ObjectDisposedException.ThrowIf(Accelerator.IsDisposed, Accelerator);
        if (_variants is { } variants)
            variants.Launch(stream, geometry, parameters);
        else
            Accelerator.Driver.Launch(_kernel!, stream.Driver, geometry, parameters);
    }

    /// <returns>False if there is nothing to do.</returns>
    private bool CheckExtent(Index3D extent, string what)
    {
        if (extent.X < 0 || extent.Y < 0 || extent.Z < 0)
            throw new ArgumentOutOfRangeException(what, extent, $"The {what} of a launch of '{Name}' is negative: {extent}.");
        return extent.X > 0 && extent.Y > 0 && extent.Z > 0;
    }

    private void CheckGroup(Index3D group)
    {
        var most = Accelerator.MaxGroupSize;
        if (group.X > most.X || group.Y > most.Y || group.Z > most.Z)
        {
            throw new ArgumentOutOfRangeException(
                nameof(group), group, $"The group {group} of a launch of '{Name}' is larger than the device allows: {most}.");
        }
        int limit = Math.Min(Specialization.MaxNumThreadsPerGroup ?? int.MaxValue, Accelerator.MaxNumThreadsPerGroup);
        if (group.LongSize > limit)
        {
            throw new NotSupportedException(
                $"The group {group} of a launch of '{Name}' has {group.LongSize} items; {limit} are allowed.");
        }
    }
}
