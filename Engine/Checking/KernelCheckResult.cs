namespace Engine.Checking;

/// <summary>How far a kernel was from the float64 reference.</summary>
/// <param name="Kernel">The kernel's name, such as "gemm-nn".</param>
/// <param name="Shapes">How many shapes were compared.</param>
/// <param name="WorstShape">Where the error was largest, or what failed.</param>
/// <param name="WorstError">The largest |result − reference| / max(1, |reference|); infinite if a result was no number, or the kernel did not run.</param>
/// <param name="Tolerance">The largest error that passes.</param>
/// <param name="Problem">What the device said if the kernel did not run, else null.</param>
public sealed record KernelCheckResult(string Kernel, int Shapes, string WorstShape, double WorstError, double Tolerance, string? Problem)
{
    /// <summary>Whether the kernel may be trusted on this device.</summary>
    public bool Passed => WorstError <= Tolerance;
}
