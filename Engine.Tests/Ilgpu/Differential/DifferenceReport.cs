using System.Globalization;
using System.Text;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Makes of a difference what a person needs: the smallest kernel that shows it, as C#, with its data.</summary>
internal static class DifferenceReport
{
    public static string? Find(ProgramRunner runner, KernelProgram program, KernelBatch batch, int number) =>
        runner.FindDifference(program, batch.Kernel(number), program.HasReference ? batch.Reference(number) : null);

    public static string Make(ProgramRunner runner, KernelProgram program, string difference)
    {
        string kind = KindOf(difference);
        // A kernel that goes astray in memory may bring the process down; then ENGINE_FUZZ_SHRINK=0 shows it as it is.
        var small = Environment.GetEnvironmentVariable("ENGINE_FUZZ_SHRINK") == "0" ? program : new Shrinker(candidate =>
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
}
