namespace ILGPU.Runtime;

/// <summary>Something went wrong on an accelerator.</summary>
public abstract class AcceleratorException : Exception
{
    private protected AcceleratorException(string message)
        : base(message)
    {
    }

    public abstract AcceleratorType AcceleratorType { get; }
}
