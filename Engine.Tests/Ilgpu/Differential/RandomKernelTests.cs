using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>
/// Random kernels, run by .NET, by the interpreter before and after the passes, and by the CPU back end.
/// </summary>
public sealed class RandomKernelTests
{
    [Fact]
    public void AllWaysToRunAKernelAgree() => RandomKernels.AssertAgreement(2000, () => new ProgramRunner());

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
}
