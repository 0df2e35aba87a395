using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>The places of one kernel that can fault; emitted code calls into it when one does.</summary>
internal sealed class FaultTable(string kernelName)
{
    private readonly List<(FaultCode Code, SourceLocation? Location)> _sites = [];

    public static MethodInfo FailMethod { get; } = typeof(FaultTable).GetMethod(nameof(Fail))!;
    public static MethodInfo FailDivergedMethod { get; } = typeof(FaultTable).GetMethod(nameof(FailDiverged))!;

    /// <summary>Registers an assertion.</summary>
    /// <returns>The number by which emitted code names it.</returns>
    public int Add(FaultCode code, SourceLocation? location)
    {
        _sites.Add((code, location));
        return _sites.Count - 1;
    }

    [DoesNotReturn]
    public void Fail(int site, long a, long b)
    {
        var (code, location) = _sites[site];
        string reason = code switch
        {
            FaultCode.IndexOutOfRange => $"index {a} is out of range of a view of length {b}",
            FaultCode.DivisionByZero => "integer division by zero",
            FaultCode.DivisionOverflow => "integer division overflows (the smallest value by -1)",
            FaultCode.AssertionFailed => "an assertion in the kernel failed",
            _ => $"fault {(int)code} ({a}, {b})",
        };
        throw new KernelFaultException(kernelName, location is null ? reason : $"{reason}, at {location}");
    }

    /// <summary>Items of one group, or of one warp, went to different synchronisations or ended.</summary>
    [DoesNotReturn]
    public void FailDiverged() =>
        throw new KernelFaultException(kernelName, "a barrier (or shuffle) was not reached by all items of its group (or warp)");
}
