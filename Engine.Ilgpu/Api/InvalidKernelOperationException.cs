namespace ILGPU;

/// <summary>A member that has a meaning in kernels only was called on the host.</summary>
public sealed class InvalidKernelOperationException : InvalidOperationException
{
    public InvalidKernelOperationException()
    {
    }

    public InvalidKernelOperationException(string message) : base(message)
    {
    }

    public InvalidKernelOperationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
