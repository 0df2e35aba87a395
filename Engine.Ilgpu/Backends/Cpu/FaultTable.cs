using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;
using ILGPU.Runtime;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>What emitted code calls when one of its kernel's faults happens.</summary>
internal sealed class FaultTable(string kernelName)
{
    private readonly FaultSites _sites = new(kernelName);

    public static MethodInfo FailMethod { get; } = typeof(FaultTable).GetMethod(nameof(Fail))!;
    public static MethodInfo FailDivergedMethod { get; } = typeof(FaultTable).GetMethod(nameof(FailDiverged))!;

    /// <inheritdoc cref="FaultSites.Add"/>
    public int Add(FaultCode code, SourceLocation? location) => _sites.Add(code, location);

    [DoesNotReturn]
    public void Fail(int site, long a, long b) => throw _sites.Fault(AcceleratorType.CPU, site, a, b);

    /// <summary>Items of one group, or of one warp, went to different synchronisations or ended.</summary>
    [DoesNotReturn]
    public void FailDiverged() =>
        throw new KernelFaultException(kernelName, "a barrier (or shuffle) was not reached by all items of its group (or warp)");
}
