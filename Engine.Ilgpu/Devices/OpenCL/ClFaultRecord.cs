using ILGPU.Runtime;

namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>
/// The device memory in which the first assertion that fails leaves its site, its kernel and its two values. It is read
/// when a stream is waited for, if a kernel that can fault was launched since.
/// </summary>
internal sealed unsafe class ClFaultRecord(ClDriver driver)
{
    /// <summary>Two uints (site + 1, kernel) and two ulongs.</summary>
    private const int Size = 24;

    private readonly Lock _gate = new();
    private nint _memory;
    private bool _expected;

    /// <summary>The memory, for a launch that can fault.</summary>
    public nint Expect()
    {
        lock (_gate)
        {
            if (_memory == 0)
                _memory = Create();
            _expected = true;
            return _memory;
        }
    }

    /// <summary>Throws the fault of a finished launch, if there was one, and forgets it.</summary>
    public void Check(nint queue)
    {
        lock (_gate)
        {
            if (!_expected)
                return;
            _expected = false;
            ulong* record = stackalloc ulong[Size / 8];
            var library = driver.Library;
            ClError.Check(library.ReadBuffer(queue, _memory, 1, 0, Size, record, 0, null, null), "reading the record of faults");
            uint site = (uint)record[0];
            if (site == 0)
                return;
            ulong zero = 0;
            ClError.Check(library.WriteBuffer(queue, _memory, 1, 0, 8, &zero, 0, null, null), "clearing the record of faults");
            var kernel = driver.KernelOf((uint)(record[0] >> 32));
            throw kernel.Faults.Fault(AcceleratorType.OpenCL, (int)site - 1, (long)record[1], (long)record[2]);
        }
    }

    public void Release()
    {
        if (_memory != 0)
            _ = driver.Library.ReleaseMemObject(_memory);
        _memory = 0;
    }

    private nint Create()
    {
        const ulong ReadWriteCopied = 1 | (1 << 5);
        ulong* zeros = stackalloc ulong[Size / 8];
        new Span<ulong>(zeros, Size / 8).Clear();
        int error;
        nint memory = driver.Library.CreateBuffer(driver.Context, ReadWriteCopied, Size, zeros, &error);
        ClError.Check(error, "allocating the record of faults");
        return memory;
    }
}
