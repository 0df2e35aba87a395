using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;
using ILGPU.Runtime;

namespace Engine.Ilgpu.Backends;

/// <summary>The places of one kernel that can fault. Emitted code names one by its number and gives the assertion's two values.</summary>
internal sealed class FaultSites(string kernelName)
{
    private readonly List<(FaultCode Code, SourceLocation? Location)> _sites = [];

    public int Count => _sites.Count;

    /// <summary>Registers an assertion.</summary>
    /// <returns>The number by which emitted code names it.</returns>
    public int Add(FaultCode code, SourceLocation? location)
    {
        _sites.Add((code, location));
        return _sites.Count - 1;
    }

    /// <summary>The exception for an assertion that did not hold.</summary>
    public KernelFaultException Fault(AcceleratorType type, int site, long a, long b)
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
        return new KernelFaultException(kernelName, location is null ? reason : $"{reason}, at {location}", type);
    }
}
