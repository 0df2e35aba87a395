using Engine.Ilgpu.Devices;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>A kernel as .NET code.</summary>
/// <param name="flat">Code for groups whose rows warps do not fill; null if this one serves all.</param>
internal sealed class CpuKernel(string name, ScratchLayout scratch, FlatGroups? flat, GroupsCode code) : DeviceKernel(name)
{
    private double _nanosecondsPerGroup;

    /// <summary>
    /// What a group took in earlier launches, 0 if there was none; decides how a launch is spread over threads,
    /// never what it computes.
    /// </summary>
    public double NanosecondsPerGroup => Volatile.Read(ref _nanosecondsPerGroup);

    /// <summary>What runs a launch, for which the geometry may change.</summary>
    public CpuKernel For(ref LaunchGeometry geometry) => flat?.Find(ref geometry) ?? this;

    public long ScratchBytes(in LaunchGeometry geometry) => scratch.SizeFor(geometry);

    /// <summary>Runs groups [first, end) on the calling thread.</summary>
    /// <param name="parameters">Laid out by <see cref="ParameterLayout"/>.</param>
    /// <param name="memory">At least <see cref="ScratchBytes"/>, aligned to 64; contents undefined.</param>
    public unsafe void Run(byte* parameters, LaunchGeometry* geometry, long first, long end, byte* memory)
    {
        KernelFrame frame = default;
        frame.Parameters = parameters;
        frame.Geometry = geometry;
        scratch.Assign(ref frame, memory, *geometry);
        code(&frame, first, end);
    }

    /// <summary>Records what groups took, averaged over launches.</summary>
    public void Learn(double nanosecondsPerGroup)
    {
        double known = NanosecondsPerGroup;
        Volatile.Write(ref _nanosecondsPerGroup, known == 0 ? nanosecondsPerGroup : (0.75 * known) + (0.25 * nanosecondsPerGroup));
    }
}
