using System.Globalization;
using Xunit;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>
/// Runs many random kernels. ENGINE_FUZZ_COUNT says how many, ENGINE_FUZZ_SEED the first seed (1): kernel n has the
/// seed first + n.
/// </summary>
internal static class RandomKernels
{
    private const int BatchSize = 200;
    private const int MaxReports = 5;

    /// <param name="count">How many, if nothing else is asked for.</param>
    /// <param name="makeRunner">Makes a runner; each thread has its own.</param>
    /// <param name="warpSize">The warp size of the device, if it has one of its own.</param>
    public static void AssertAgreement(int count, Func<ProgramRunner> makeRunner, int? warpSize = null)
    {
        long first = Setting("ENGINE_FUZZ_SEED", 1);
        long total = Setting("ENGINE_FUZZ_COUNT", count);
        long[] starts = [.. Enumerable.Range(0, (int)((total + BatchSize - 1) / BatchSize)).Select(batch => first + (batch * BatchSize))];
        var reports = new List<string>();
        using var watch = new KernelWatch();
        Parallel.ForEach(
            starts,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            makeRunner,
            (start, state, runner) =>
            {
                var programs = Enumerable.Range(0, (int)Math.Min(BatchSize, first + total - start))
                    .Select(n => ProgramGenerator.Make(start + n))
                    .Select(program => warpSize is { } own ? program with { WarpSize = own } : program);
                foreach (var alike in programs.GroupBy(program => program.Optimize))
                    RunBatch(runner, [.. alike], alike.Key, watch, reports);
                return runner;
            },
            runner => runner.Dispose());
        Assert.True(reports.Count == 0, string.Join("\n\n", reports));
    }

    private static void RunBatch(ProgramRunner runner, KernelProgram[] programs, bool optimize, KernelWatch watch, List<string> reports)
    {
        using var batch = KernelBatch.Compile(programs, optimize);
        for (int n = 0; n < programs.Length; n++)
        {
            if (watch.Run(programs[n].Seed, () => DifferenceReport.Find(runner, programs[n], batch, n)) is not { } difference)
                continue;
            lock (reports)
            {
                if (reports.Count >= MaxReports)
                    return;
                reports.Add(DifferenceReport.Make(runner, programs[n], difference));
            }
        }
    }

    private static long Setting(string name, long fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : fallback;
}
