using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Engine.Ilgpu.Devices;

/// <summary>Everything on it is done when the call that queues it returns.</summary>
internal sealed unsafe class CpuStream : DriverStream
{
    public override void Synchronize()
    {
    }

    public override void Drain()
    {
    }

    public override void CopyFromHost(nint target, long targetOffset, void* source, long bytes) =>
        NativeMemory.Copy(source, (byte*)target + targetOffset, (nuint)bytes);

    public override void CopyToHost(void* target, nint source, long sourceOffset, long bytes) =>
        NativeMemory.Copy((byte*)source + sourceOffset, target, (nuint)bytes);

    public override void Copy(nint target, long targetOffset, nint source, long sourceOffset, long bytes) =>
        NativeMemory.Copy((byte*)source + sourceOffset, (byte*)target + targetOffset, (nuint)bytes);

    public override void Fill(nint target, long targetOffset, byte value, long bytes) =>
        NativeMemory.Fill((byte*)target + targetOffset, (nuint)bytes, value);

    public override Func<long> Mark()
    {
        long ticks = Stopwatch.GetTimestamp();
        return () => (long)(ticks * (1e9 / Stopwatch.Frequency));
    }
}
