namespace ILGPU.Runtime;

/// <summary>A view of device memory, of any dimension.</summary>
public interface IArrayView
{
    /// <summary>The number of elements.</summary>
    long Length { get; }

    int ElementSize { get; }

    /// <summary>True if there is memory behind the view.</summary>
    bool IsValid { get; }

    /// <summary>The memory behind the view; null for an empty view.</summary>
    internal MemoryBuffer? Source { get; }
}

/// <summary>A view whose elements lie side by side.</summary>
public interface IContiguousArrayView : IArrayView
{
    long LengthInBytes { get; }

    /// <summary>The bytes between the start of the memory and the view.</summary>
    internal long OffsetInBytes { get; }
}

/// <summary>A view of elements of a known type that lie side by side.</summary>
public interface IContiguousArrayView<T> : IContiguousArrayView
    where T : unmanaged;
