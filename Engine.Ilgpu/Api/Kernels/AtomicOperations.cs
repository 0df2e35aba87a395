namespace ILGPU.AtomicOperations;

/// <summary>The operation of <see cref="Atomic.MakeAtomic"/>.</summary>
public interface IAtomicOperation<T>
    where T : unmanaged
{
    T Operation(T current, T value);
}

/// <summary>The compare and exchange of <see cref="Atomic.MakeAtomic"/>.</summary>
public interface ICompareExchangeOperation<T>
    where T : unmanaged
{
    /// <summary>Stores the value if the target equals <paramref name="compare"/>; returns what the target was.</summary>
    T CompareExchange(ref T target, T compare, T value);

    bool IsSame(T left, T right);
}
