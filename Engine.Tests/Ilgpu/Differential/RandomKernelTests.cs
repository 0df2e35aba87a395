using System.Globalization;
using System.Text;
using Xunit;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>
/// Random kernels, run by .NET, by the interpreter before and after the passes, and by the CPU back end.
/// ENGINE_FUZZ_COUNT says how many (2,000), ENGINE_FUZZ_SEED the first seed (1): kernel n has the seed first + n.
/// </summary>
public sealed class RandomKernelTests
{
    private const int BatchSize = 200;
    private const int MaxReports = 5;

    [Fact]
    public void AllWaysToRunAKernelAgree()
    {
        long first = Setting("ENGINE_FUZZ_SEED", 1);
        long count = Setting("ENGINE_FUZZ_COUNT", 2000);
        long[] starts = [.. Enumerable.Range(0, (int)((count + BatchSize - 1) / BatchSize)).Select(batch => first + (batch * BatchSize))];
        var reports = new List<string>();
        Parallel.ForEach(
            starts,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new ProgramRunner(),
            (start, state, runner) =>
            {
                RunBatch(runner, start, (int)Math.Min(BatchSize, first + count - start), reports);
                return runner;
            },
            runner => runner.Dispose());
        Assert.True(reports.Count == 0, string.Join("\n\n", reports));
    }

    private static void RunBatch(ProgramRunner runner, long start, int count, List<string> reports)
    {
        var programs = Enumerable.Range(0, count).Select(n => ProgramGenerator.Make(start + n));
        foreach (var alike in programs.GroupBy(program => program.Optimize))
            RunBatch(runner, [.. alike], alike.Key, reports);
    }

    private static void RunBatch(ProgramRunner runner, KernelProgram[] programs, bool optimize, List<string> reports)
    {
        using var batch = KernelBatch.Compile(programs, optimize);
        for (int n = 0; n < programs.Length; n++)
        {
            if (Find(runner, programs[n], batch, n) is not { } difference)
                continue;
            lock (reports)
            {
                if (reports.Count >= MaxReports)
                    return;
                reports.Add(Report(runner, programs[n], difference));
            }
        }
    }

    private static string? Find(ProgramRunner runner, KernelProgram program, KernelBatch batch, int number) =>
        runner.FindDifference(program, batch.Kernel(number), program.HasReference ? batch.Reference(number) : null);

    private static string Report(ProgramRunner runner, KernelProgram program, string difference)
    {
        string kind = KindOf(difference);
        var small = new Shrinker(candidate =>
        {
            using var batch = KernelBatch.TryCompile([candidate], program.Optimize, out _);
            return batch is not null && Find(runner, candidate, batch, 0) is { } again && KindOf(again) == kind;
        }).Shrink(program);
        string last = difference;
        using (var batch = KernelBatch.TryCompile([small], program.Optimize, out _))
        {
            if (batch is not null)
                last = Find(runner, small, batch, 0) ?? difference;
        }
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Seed {program.Seed} ({(program.Optimize ? "optimised" : "debug")} IL, warp size {program.WarpSize}, assertions {program.Assertions}).\n");
        text.Append(CultureInfo.InvariantCulture, $"{last}\n{small.Launch}\n{small.PrintKernel(0)}");
        foreach (object parameter in small.Parameters)
        {
            text.Append(parameter switch
            {
                ProgramBuffer buffer => $"{buffer.Name} = {buffer.Type}[{buffer.Length}] {Convert.ToHexString(buffer.Data.AsSpan(0, Math.Min(64, buffer.Data.Length)))}\n",
                ProgramScalar scalar => $"{scalar.Name} = {string.Join(", ", scalar.Leaves.Select(leaf => leaf.Path + " " + leaf.Type.Literal(leaf.Bits)))}\n",
                _ => "",
            });
        }
        return text.ToString();
    }

    /// <summary>What makes two failures the same: who fails, not the values.</summary>
    private static string KindOf(string difference)
    {
        string line = difference.Split('\n')[0];
        foreach (string marker in new[] { "but ", "threw ", "found: ", "fault" })
        {
            int at = line.IndexOf(marker, StringComparison.Ordinal);
            if (at < 0)
                continue;
            string rest = line[at..];
            return marker switch
            {
                "but " => rest[..rest.IndexOf(" gives", StringComparison.Ordinal)],
                "found: " => rest.Split(':')[1],
                "threw " => line[..Math.Min(line.Length, at + 50)],
                _ => marker,
            };
        }
        return line;
    }

    private static long Setting(string name, long fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : fallback;
}
