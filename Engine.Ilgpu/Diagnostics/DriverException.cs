using ILGPU.Runtime;

namespace Engine.Ilgpu.Diagnostics;

/// <summary>
/// A device's driver refused or failed: one line with the driver's name for the error, what was being done, and what to try.
/// </summary>
public sealed class DriverException : AcceleratorException
{
    /// <param name="type">Whose driver.</param>
    /// <param name="errorName">The driver's own name for the error, such as "CL_MEM_OBJECT_ALLOCATION_FAILURE".</param>
    /// <param name="doing">What was being done, such as "allocating 4,096 bytes".</param>
    /// <param name="advice">What to try, a sentence without its full stop; null if there is nothing to say.</param>
    public DriverException(AcceleratorType type, string errorName, string doing, string? advice = null)
        : base($"{(type == AcceleratorType.Cuda ? "CUDA" : type.ToString())}: {errorName} while {doing}{(advice is null ? "" : $"; {advice}")}.")
    {
        AcceleratorType = type;
        ErrorName = errorName;
    }

    public override AcceleratorType AcceleratorType { get; }

    /// <summary>The driver's own name for the error.</summary>
    public string ErrorName { get; }
}
