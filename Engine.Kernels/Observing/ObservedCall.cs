namespace Engine.Kernels;

/// <summary>Tells an observer, where there is one, of the begin and, when disposed, of the end of a call.</summary>
internal readonly ref struct ObservedCall
{
    private readonly IKernelObserver? _observer;
    private readonly KernelWork _work;

    public ObservedCall(IKernelObserver observer, KernelWork work)
    {
        _observer = observer;
        _work = work;
        observer.Begin(work);
    }

    public void Dispose() => _observer?.End(_work);
}
