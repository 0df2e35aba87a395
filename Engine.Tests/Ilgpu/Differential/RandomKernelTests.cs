using System.Globalization;
using Engine.Ilgpu.IR;
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
            if (DifferenceReport.Find(runner, programs[n], batch, n) is not { } difference)
                continue;
            lock (reports)
            {
                if (reports.Count >= MaxReports)
                    return;
                reports.Add(DifferenceReport.Make(runner, programs[n], difference));
            }
        }
    }

    [Fact]
    public void PlantedBugIsFoundAndShrunk()
    {
        using var runner = new ProgramRunner(MakeAddSubtract);
        KernelProgram[] programs = [.. Enumerable.Range(0, 40).Select(n => ProgramGenerator.Make(2 * n + 100))];
        using var batch = KernelBatch.Compile(programs, optimize: true);
        for (int n = 0; n < programs.Length; n++)
        {
            if (DifferenceReport.Find(runner, programs[n], batch, n) is not { } difference)
                continue;
            Assert.Contains("the interpreter after the passes gives", difference, StringComparison.Ordinal);
            string report = DifferenceReport.Make(runner, programs[n], difference);
            Assert.Contains("public static class Kernel0", report, StringComparison.Ordinal);
            Assert.InRange(report.Length, 0, 1500);
            return;
        }
        Assert.Fail("No kernel noticed that an addition had become a subtraction.");
    }

    private static void MakeAddSubtract(Function function)
    {
        foreach (var block in function.Blocks)
        {
            for (int i = 0; i < block.Instructions.Count; i++)
            {
                var old = block.Instructions[i];
                // Additions of floats, for those of integers also make addresses.
                if (old.Op != Op.Add || old.Type != IRType.Float32)
                    continue;
                var changed = new Instruction(Op.Sub, old.Type, old.Operands);
                block.Instructions[i] = changed;
                function.ReplaceUses(new Dictionary<Value, Value> { [old] = changed });
            }
        }
    }

    private static long Setting(string name, long fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : fallback;
}
