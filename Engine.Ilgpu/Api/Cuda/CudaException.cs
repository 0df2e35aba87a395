namespace ILGPU.Runtime.Cuda;

/// <summary>The CUDA driver refused or failed.</summary>
public sealed class CudaException : AcceleratorException
{
    public CudaException()
        : this(CudaError.CUDA_ERROR_UNKNOWN)
    {
    }

    public CudaException(CudaError error)
        : this(error.ToString(), $"CUDA: {error}.", null)
    {
    }

    public CudaException(string message)
        : this(nameof(CudaError.CUDA_ERROR_UNKNOWN), message, null)
    {
    }

    public CudaException(string message, Exception innerException)
        : this(nameof(CudaError.CUDA_ERROR_UNKNOWN), message, innerException)
    {
    }

    /// <param name="error">The driver's name for the error.</param>
    internal CudaException(string error, string message, Exception? innerException)
        : base(message, innerException) => Error = error;

    /// <summary>The driver's own name for the error, such as "CUDA_ERROR_OUT_OF_MEMORY".</summary>
    public string Error { get; }

    public override AcceleratorType AcceleratorType => AcceleratorType.Cuda;

    public static void ThrowIfFailed(CudaError cudaStatus)
    {
        if (cudaStatus != CudaError.CUDA_SUCCESS)
            throw new CudaException(cudaStatus);
    }
}
