namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>One launch of a kernel; groups run one after another.</summary>
internal sealed class PtxLaunch
{
    private static long s_launches;

    public required PtxProgram Program { get; init; }
    public required PtxAddressSpace Memory { get; init; }
    public required PtxRegion Constants { get; init; }
    public required byte[] Parameters { get; init; }
    public int GridX { get; init; } = 1;
    public int GridY { get; init; } = 1;
    public int GridZ { get; init; } = 1;
    public int BlockX { get; init; } = 1;
    public int BlockY { get; init; } = 1;
    public int BlockZ { get; init; } = 1;
    public int DynamicSharedBytes { get; init; }

    /// <summary>Warp instructions that the launch may take.</summary>
    public long StepLimit { get; init; } = 200_000_000;

    /// <summary>Whether accesses to global memory are watched for races; those to shared memory always are.</summary>
    public bool WatchGlobalMemory { get; init; } = true;

    /// <summary>Counts what goes through the banks of shared memory; null for nothing.</summary>
    public PtxSharedTraffic? Traffic { get; init; }

    public long Number { get; } = Interlocked.Increment(ref s_launches);
    public int Threads => BlockX * BlockY * BlockZ;

    /// <returns>The warp instructions taken.</returns>
    public long Run()
    {
        Check();
        var group = new PtxGroup(this);
        long groups = (long)GridX * GridY * GridZ;
        for (long number = 0; number < groups; number++)
            group.Run(number);
        return group.Steps;
    }

    private void Check()
    {
        if (GridX < 1 || GridY < 1 || GridZ < 1 || BlockX < 1 || BlockY < 1 || BlockZ < 1)
            throw Invalid("a dimension is less than 1");
        if (GridY > 65535 || GridZ > 65535)
            throw Invalid($"a grid of {GridX} x {GridY} x {GridZ} is too large in y or z");
        if (BlockX > 1024 || BlockY > 1024 || BlockZ > 64 || Threads > 1024)
            throw Invalid($"a block of {BlockX} x {BlockY} x {BlockZ} is too large");
        if (Program.Function.MaxThreads is { } most && Threads > most.X * most.Y * most.Z)
            throw Invalid($"a block of {Threads} threads is more than .maxntid allows");
        if (Program.Function.RequiredThreads is { } required && (BlockX, BlockY, BlockZ) != required)
            throw Invalid($"a block of {BlockX} x {BlockY} x {BlockZ} is not what .reqntid asks for");
        if (Parameters.Length != Program.ParameterBytes)
            throw Invalid($"{Parameters.Length} bytes of parameters instead of {Program.ParameterBytes}");
    }

    private PtxFaultException Invalid(string what) => new(PtxFaultKind.InvalidLaunch, $"{Program.Name}: {what}.");
}
