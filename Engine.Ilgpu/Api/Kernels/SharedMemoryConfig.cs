namespace ILGPU;

/// <summary>How much dynamic shared memory a launch gives to each group.</summary>
public readonly struct SharedMemoryConfig
{
    public static readonly SharedMemoryConfig Empty;

    /// <param name="numElements">The number of elements; not negative.</param>
    /// <param name="elementSize">The bytes of an element.</param>
    public SharedMemoryConfig(int numElements, int elementSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numElements);
        ArgumentOutOfRangeException.ThrowIfNegative(elementSize);
        NumElements = numElements;
        ElementSize = elementSize;
    }

    public int NumElements { get; }
    public int ElementSize { get; }

    /// <summary>The size in bytes.</summary>
    public int ArraySize => NumElements * ElementSize;

    public bool UsesDynamicSharedMemory => NumElements > 0;

    public static SharedMemoryConfig RequestDynamic<T>(int numElements)
        where T : unmanaged => new(numElements, Interop.SizeOf<T>());
}
