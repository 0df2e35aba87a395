namespace Engine;

/// <summary>Details of opening a <see cref="ComputeDevice"/> that few need.</summary>
public sealed record ComputeDeviceOptions
{
    /// <summary>Worker threads of the CPU device, at least 1; null for one a core. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether kernels check their indices, at some cost: for tests and bug hunts.</summary>
    public bool Assertions { get; init; }

    /// <summary>What large matrix products are computed with; a device that cannot is not opened.</summary>
    public ComputePrecision Precision { get; init; }

    /// <summary>Whether to measure what the device spends its time on: see <see cref="ComputeDevice.Profile"/>. Costs some speed.</summary>
    public bool Profile { get; init; }

    internal void Validate()
    {
        if (Threads < 1)
        {
            throw new EngineException($"The number of threads must be at least 1; {Threads} was given.");
        }

        if (!Enum.IsDefined(Precision))
        {
            throw new EngineException($"There is no precision {Precision}.");
        }
    }
}
