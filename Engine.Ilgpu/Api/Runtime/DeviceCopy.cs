namespace ILGPU.Runtime;

/// <summary>Copies between buffers, of one accelerator or of two.</summary>
internal static class DeviceCopy
{
    public static unsafe void Copy(
        AcceleratorStream stream, MemoryBuffer source, long sourceOffset, MemoryBuffer target, long targetOffset, long bytes)
    {
        nint from = source.Memory;
        nint to = target.Memory;
        if (bytes == 0)
            return;
        if (ReferenceEquals(source.Accelerator, target.Accelerator))
        {
            stream.Driver.Copy(to, targetOffset, from, sourceOffset, bytes);
        }
        else if (target.AcceleratorType == AcceleratorType.CPU)
        {
            source.Accelerator.DefaultStream.Driver.CopyToHost((byte*)to + targetOffset, from, sourceOffset, bytes);
            source.Accelerator.DefaultStream.Synchronize();
        }
        else if (source.AcceleratorType == AcceleratorType.CPU)
        {
            target.Accelerator.DefaultStream.Driver.CopyFromHost(to, targetOffset, (byte*)from + sourceOffset, bytes);
            target.Accelerator.DefaultStream.Synchronize();
        }
        else
        {
            throw new NotSupportedException("Copies between two GPUs are not supported; copy through the CPU.");
        }
    }
}
