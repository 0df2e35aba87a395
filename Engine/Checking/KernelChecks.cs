namespace Engine.Checking;

/// <summary>Compares every kernel on a device with a reference in double precision, over a grid of shapes.</summary>
public static class KernelChecks
{
    /// <summary>The names of the kernels, in the order in which they are checked.</summary>
    public static IReadOnlyList<string> Kernels => [.. All().Select(check => check.Kernel)];

    /// <summary>Checks kernel after kernel; each result comes as soon as it is there.</summary>
    /// <param name="device">What computes. A fault that loses the device fails the kernels after it too.</param>
    /// <param name="cancellationToken">Ends the checks between two shapes.</param>
    public static IEnumerable<KernelCheckResult> Run(ComputeDevice device, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        return All().Select(check => check.Run(device, cancellationToken));
    }

    private static IEnumerable<KernelCheck> All() => [.. ProductChecks.All(), .. RowChecks.All(), .. ElementwiseChecks.All(), .. UpdateChecks.All(), .. LossChecks.All(), .. LayerChecks.All()];
}
