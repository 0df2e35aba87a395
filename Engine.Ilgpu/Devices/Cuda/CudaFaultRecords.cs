using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Diagnostics;
using ILGPU.Runtime;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// The records in device memory where kernels with assertions leave what failed, one a kernel. They are looked at when a
/// stream that ran such kernels is waited for.
/// </summary>
internal sealed unsafe class CudaFaultRecords(CudaContext context)
{
    private const int RecordsPerBlock = 1024;
    private const int BlockBytes = RecordsPerBlock * PtxFaults.RecordBytes;

    private readonly Lock _lock = new();
    private readonly List<nint> _blocks = [];
    private readonly List<FaultSites> _kernels = [];

    /// <summary>Makes the record of a kernel; the context must be current.</summary>
    public nint Add(FaultSites sites)
    {
        lock (_lock)
        {
            if (_kernels.Count == _blocks.Count * RecordsPerBlock)
            {
                nint block;
                context.Check(context.Api.MemAlloc(&block, BlockBytes), "allocating the records of failed assertions");
                _blocks.Add(block);
                context.Check(context.Api.MemsetD8Async(block, 0, BlockBytes, 0), "clearing the records of failed assertions");
                context.Check(context.Api.StreamSynchronize(0), "clearing the records of failed assertions");
            }
            _kernels.Add(sites);
            return AddressOf(_kernels.Count - 1);
        }
    }

    /// <summary>Looks at all records, through a stream that has been waited for.</summary>
    /// <exception cref="KernelFaultException">An assertion failed.</exception>
    public void ThrowIfAny(nint stream)
    {
        lock (_lock)
        {
            KernelFaultException? fault = null;
            var records = new byte[BlockBytes];
            fixed (byte* bytes = records)
            {
                for (int first = 0; first < _kernels.Count; first += RecordsPerBlock)
                {
                    int count = Math.Min(RecordsPerBlock, _kernels.Count - first);
                    context.Check(
                        context.Api.MemcpyDtoHAsync(bytes, AddressOf(first), (nuint)(count * PtxFaults.RecordBytes), stream),
                        "looking for failed assertions");
                    context.Check(context.Api.StreamSynchronize(stream), "looking for failed assertions");
                    for (int i = 0; i < count; i++)
                        fault ??= Take(first + i, bytes + (i * PtxFaults.RecordBytes), stream);
                }
            }
            if (fault is not null)
                throw fault;
        }
    }

    /// <summary>Gives the memory back; the context must be current.</summary>
    public void Free()
    {
        foreach (nint block in _blocks)
            context.Api.MemFree(block);
        _blocks.Clear();
    }

    private KernelFaultException? Take(int kernel, byte* record, nint stream)
    {
        if (*(int*)record == 0)
            return null;
        context.Check(
            context.Api.MemsetD8Async(AddressOf(kernel), 0, PtxFaults.RecordBytes, stream), "clearing a record of a failed assertion");
        return _kernels[kernel].Fault(AcceleratorType.Cuda, *(int*)(record + 4), *(long*)(record + 8), *(long*)(record + 16));
    }

    private nint AddressOf(int kernel) =>
        _blocks[kernel / RecordsPerBlock] + (kernel % RecordsPerBlock * PtxFaults.RecordBytes);
}
