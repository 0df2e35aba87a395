using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Devices;

/// <summary>
/// Runs kernels on this machine's cores. Launches are synchronous, may come from several threads, and give the same
/// bytes with any number of threads.
/// </summary>
internal sealed class CpuDriver : DeviceDriver
{
    /// <summary>The environment variable that sets the number of threads.</summary>
    public const string ThreadsVariable = "ENGINE_CPU_THREADS";

    public const int MaxThreads = 1024;

    /// <summary>A launch that takes less is not worth waking anybody.</summary>
    private const double SerialNanoseconds = 8_000;

    /// <summary>Chunks for each thread at least, so that a slow one does not keep the others waiting.</summary>
    private const int ChunksPerThread = 4;

    /// <summary>A chunk that takes as long is worth claiming by itself; longer ones let threads wait for each other.</summary>
    private const double ChunkNanoseconds = 50_000;

    private readonly CpuScratchPool _scratch = new();
    private readonly Lock _workersGate = new();
    private CpuWorkers? _workers;
    private bool _disposed;

    /// <param name="threads">Threads of a launch, its caller among them; null: <see cref="DefaultThreads"/>.</param>
    /// <param name="target">What code is emitted for; null: this machine.</param>
    public CpuDriver(int? threads = null, CpuTarget? target = null)
    {
        Threads = threads ?? DefaultThreads();
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(threads));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, MaxThreads, nameof(threads));
        Target = target ?? CpuTarget.Native;
    }

    public int Threads { get; }

    public CpuTarget Target { get; }

    public override int? WarpSize => Target.WarpSize;

    /// <summary>One thread a core, unless <see cref="ThreadsVariable"/> says otherwise.</summary>
    /// <exception cref="ArgumentException">The variable is not a number from 1 to <see cref="MaxThreads"/>.</exception>
    public static int DefaultThreads()
    {
        string? text = Environment.GetEnvironmentVariable(ThreadsVariable);
        if (string.IsNullOrWhiteSpace(text))
            return Math.Min(Environment.ProcessorCount, MaxThreads);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= MaxThreads
            ? threads
            : throw new ArgumentException($"{ThreadsVariable} is '{text}'; it must be a number of threads from 1 to {MaxThreads}.");
    }

    public override bool HasFunction(Op op, IRType type) =>
        op is Op.Rem or Op.IeeeRemainder || (op == Op.Scale && Target.Scales);

    public override nint Allocate(long bytes) => CpuMemory.Allocate(bytes);

    public override unsafe void Free(nint memory) => NativeMemory.AlignedFree((void*)memory);

    public override DriverStream CreateStream() => new CpuStream();

    public override string ListingStage => "il";

    public override DeviceKernel Compile(Function function, TextWriter? listing = null, MachineCodeDump? machineCode = null) =>
        CpuEmitter.Compile(function, Target, listing, machineCode);

    public override unsafe void Launch(DeviceKernel kernel, DriverStream stream, in LaunchGeometry geometry, byte* parameters)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var local = geometry;
        var code = ((CpuKernel)kernel).For(ref local);
        long started = Stopwatch.GetTimestamp();
        int threads = ThreadsFor(code, local);
        if (threads == 1)
            RunSerial(code, &local, parameters);
        else
            RunParallel(code, &local, parameters, threads);
        double elapsed = Stopwatch.GetElapsedTime(started).TotalNanoseconds;
        code.Learn(elapsed * threads / local.Groups);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _workers?.Dispose();
        _scratch.Dispose();
    }

    private int ThreadsFor(CpuKernel kernel, in LaunchGeometry geometry)
    {
        double known = kernel.NanosecondsPerGroup;
        return geometry.Groups == 1 || (known > 0 && known * geometry.Groups < SerialNanoseconds)
            ? 1
            : (int)Math.Min(Threads, geometry.Groups);
    }

    private unsafe void RunSerial(CpuKernel kernel, LaunchGeometry* geometry, byte* parameters)
    {
        var scratch = _scratch.Rent();
        try
        {
            kernel.Run(parameters, geometry, 0, geometry->Groups, scratch.Require(kernel.ScratchBytes(*geometry)));
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private unsafe void RunParallel(CpuKernel kernel, LaunchGeometry* geometry, byte* parameters, int threads)
    {
        double largest = geometry->Groups / ((double)threads * ChunksPerThread);
        if (kernel.NanosecondsPerGroup is var known and > 0)
            largest = Math.Min(largest, ChunkNanoseconds / known);
        long chunk = Math.Max(1, (long)largest);
        var launch = new CpuLaunch(kernel, parameters, geometry, chunk, threads);
        Workers().Run(launch);
        launch.RethrowFault();
    }

    private CpuWorkers Workers()
    {
        if (Volatile.Read(ref _workers) is { } workers)
            return workers;
        lock (_workersGate)
            return _workers ??= new CpuWorkers(Threads - 1, _scratch);
    }
}
