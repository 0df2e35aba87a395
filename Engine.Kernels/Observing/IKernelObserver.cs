namespace Engine.Kernels;

/// <summary>Told of each call of a <see cref="KernelSet"/> that launches, on the thread that makes it.</summary>
public interface IKernelObserver
{
    /// <summary>The call is about to queue its kernels, loading them first where this has not happened.</summary>
    void Begin(in KernelWork work);

    /// <summary>The call has queued its kernels.</summary>
    void End(in KernelWork work);
}
