using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Diagnostics;

/// <summary>
/// Debug switches from the environment. <c>ENGINE_DUMP=ir,passes,optimized,il,asm</c> (or <c>all</c>) writes those stages of every
/// compiled kernel into the folder <c>ENGINE_DUMP_DIR</c>, by default <c>./kernel-dump</c>. <c>ENGINE_VERIFY=1</c> checks the
/// IR after every pass, as debug builds always do.
/// </summary>
internal sealed class DebugOptions
{
    private static readonly char[] Separators = [',', ';', ' '];

    private readonly HashSet<string> _stages;
    private readonly string _folder;
    private int _kernels;

    public DebugOptions(string? stages, string? folder, bool verifyPasses = false)
    {
        _stages = new(
            (stages ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            StringComparer.OrdinalIgnoreCase);
        VerifyPasses = verifyPasses;
        _folder = string.IsNullOrWhiteSpace(folder) ? "kernel-dump" : folder;
    }

    public static DebugOptions Current { get; } = new(
        Environment.GetEnvironmentVariable("ENGINE_DUMP"),
        Environment.GetEnvironmentVariable("ENGINE_DUMP_DIR"),
#if DEBUG
        verifyPasses: true);
#else
        Environment.GetEnvironmentVariable("ENGINE_VERIFY") == "1");
#endif

    /// <summary>Whether each pass must leave valid IR.</summary>
    public bool VerifyPasses { get; }

    public bool Dumps(string stage) => _stages.Contains(stage) || _stages.Contains("all");

    /// <summary>The dump of one kernel's compilation; null if nothing is to be dumped.</summary>
    public KernelDump? BeginDump(string kernelName)
    {
        if (_stages.Count == 0)
            return null;
        Directory.CreateDirectory(_folder);
        string safe = string.Concat(kernelName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
        return new(this, Path.Combine(_folder, $"{Interlocked.Increment(ref _kernels):d3}-{safe}"));
    }
}

/// <summary>The files of one kernel's compilation.</summary>
internal sealed class KernelDump(DebugOptions options, string prefix)
{
    private int _passes;

    /// <summary>Where machine code goes; null if it is not asked for.</summary>
    public MachineCodeDump? MachineCode { get; } = options.Dumps("asm") ? new(prefix) : null;

    public bool Wants(string stage) => options.Dumps(stage);

    public void Write(string stage, Function function)
    {
        if (options.Dumps(stage))
            Write(stage, IRPrinter.Print(function));
    }

    /// <summary>Writes the text of a stage, if it is asked for.</summary>
    public void Write(string stage, string text)
    {
        if (options.Dumps(stage))
            File.WriteAllText($"{prefix}.{stage}.txt", text);
    }

    public void WritePass(string pass, Function function)
    {
        if (options.Dumps("passes"))
            File.WriteAllText($"{prefix}.passes-{_passes++:d2}-{pass}.txt", IRPrinter.Print(function));
    }
}
