namespace ILGPU.Runtime;

/// <summary>Makes an accelerator current until disposed.</summary>
public readonly struct ScopedAcceleratorBinding : IDisposable
{
    private readonly Accelerator? _previous;

    internal ScopedAcceleratorBinding(Accelerator accelerator)
    {
        _previous = Accelerator.CurrentOrNull;
        Accelerator.CurrentOrNull = accelerator;
    }

    public void Dispose() => Accelerator.CurrentOrNull = _previous;
}
