namespace Engine.Kernels;

public sealed partial class KernelSet
{
    /// <summary>Told of each call that launches; null, as it is at first, for nobody.</summary>
    public IKernelObserver? Observer { get; set; }

    private ObservedCall Observe(string kernel, long bytes) =>
        Observer is { } observer ? new ObservedCall(observer, new KernelWork(kernel, 0, bytes)) : default;

    private ObservedCall Observe<TFunctor>(string kernel, long bytes)
        where TFunctor : struct =>
        Observer is { } observer ? new ObservedCall(observer, new KernelWork(kernel + Functor<TFunctor>.Suffix, 0, bytes)) : default;

    // A product with operands and a result in memory, and further bytes.
    private ObservedCall ObserveProduct<TFunctor>(string kernel, long m, long n, long k, long furtherBytes)
        where TFunctor : struct =>
        Observer is { } observer
            ? new ObservedCall(
                observer,
                new KernelWork(kernel + Functor<TFunctor>.Suffix, 2 * m * n * k, (sizeof(float) * ((m * k) + (k * n))) + furtherBytes))
            : default;

    // What an optimizer reads and writes for so many weights.
    private static long UpdateBytes<TUpdate>(long weights)
        where TUpdate : struct, IWeightUpdate => 2 * sizeof(float) * Functor<TUpdate>.Arrays * weights;
}
