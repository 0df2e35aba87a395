namespace ILGPU.Runtime;

/// <summary>Something went wrong on an accelerator.</summary>
public abstract class AcceleratorException : Exception
{
    private protected AcceleratorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    public abstract AcceleratorType AcceleratorType { get; }
}
