namespace ILGPU.Runtime;

/// <summary>
/// Host memory that is page-locked until the scope is disposed: copies from and to it are quicker, and asynchronous. The
/// caller keeps the memory where it is.
/// </summary>
public sealed class PageLockScope<T> : AcceleratorObject
    where T : unmanaged
{
    internal unsafe PageLockScope(Accelerator accelerator, nint address, long length)
        : base(accelerator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        AddrOfLockedObject = address;
        Length = length;
        LengthInBytes = length * sizeof(T);
        if (LengthInBytes > 0)
            accelerator.Driver.PinHost(address, LengthInBytes);
        accelerator.Adopt(this);
    }

    /// <summary>The address of the memory.</summary>
    public nint AddrOfLockedObject { get; }

    /// <summary>In elements.</summary>
    public long Length { get; }

    public long LengthInBytes { get; }

    private protected override void Release()
    {
        if (LengthInBytes > 0)
            Accelerator.Driver.UnpinHost(AddrOfLockedObject);
    }
}
