using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>A kernel as OpenCL C.</summary>
internal sealed record ClSource
{
    /// <summary>The kernel's name in the C# program.</summary>
    public required string Name { get; init; }

    /// <summary>The kernel function's name in <see cref="Text"/>.</summary>
    public required string EntryPoint { get; init; }

    public required string Text { get; init; }

    /// <summary>Where each line of <see cref="Text"/> comes from, if known.</summary>
    public required IReadOnlyList<SourceLocation?> Locations { get; init; }

    public required IReadOnlyList<ClArgument> Arguments { get; init; }

    /// <summary>The assertions; if there are any, the last two arguments are the fault record and the kernel's number.</summary>
    public required FaultSites Faults { get; init; }
}

/// <summary>What an argument of the kernel function is set to.</summary>
internal enum ClArgumentKind
{
    /// <summary>A memory object, whose handle lies in the parameter block.</summary>
    Memory,
    /// <summary>A number in the parameter block.</summary>
    Number,
    /// <summary>The dynamic shared memory, by its size in the launch.</summary>
    DynamicShared,
    /// <summary>That size: a ulong.</summary>
    DynamicSharedSize,
    /// <summary>The memory object that faults are recorded in.</summary>
    FaultRecord,
    /// <summary>The number by which a fault names its kernel: a uint.</summary>
    KernelNumber,
}

/// <param name="Offset">The place of a memory or number in the parameter block.</param>
/// <param name="Size">A number's size in bytes.</param>
internal readonly record struct ClArgument(ClArgumentKind Kind, int Offset = 0, int Size = 0);
