namespace Engine.Ilgpu.Diagnostics;

/// <summary>
/// A kernel uses something that cannot be compiled for a device. The message names the method, the place in it
/// (source line where symbols are at hand, else the IL offset) and the reason.
/// </summary>
public sealed class KernelCompilationException : NotSupportedException
{
    public KernelCompilationException()
        : this("The kernel cannot be compiled.")
    {
    }

    public KernelCompilationException(string message)
        : base(message) => Reason = message;

    public KernelCompilationException(string message, Exception innerException)
        : base(message, innerException) => Reason = message;

    /// <param name="method">The readable name of the method.</param>
    /// <param name="place">The place in the method, such as "IL_0012, Kernels.cs:34".</param>
    /// <param name="reason">What is not supported, a sentence.</param>
    /// <param name="callers">The methods that called it, innermost first, ending with the kernel.</param>
    public KernelCompilationException(string method, string place, string reason, IReadOnlyList<string> callers)
        : base(Compose(method, place, reason, callers))
    {
        Method = method;
        Place = place;
        Reason = reason;
    }

    /// <summary>The method that holds the unsupported code; null if the kernel's signature is at fault.</summary>
    public string? Method { get; }

    /// <summary>The place in <see cref="Method"/>.</summary>
    public string? Place { get; }

    /// <summary>What is not supported.</summary>
    public string Reason { get; }

    private static string Compose(string method, string place, string reason, IReadOnlyList<string> callers)
    {
        string message = $"Kernel code cannot be compiled: {method} ({place}): {reason}";
        return callers.Count == 0 ? message : $"{message} Called from {string.Join(", from ", callers)}.";
    }
}
