using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;
using Xunit;

namespace Engine.Tests.Ilgpu.Passes;

/// <summary>A kernel gives the same bytes in the interpreter before and after a pass, and after all of them.</summary>
public class RandomKernelTests
{
    private const int Groups = 2;
    private const int GroupSize = 3;
    private const int SeedsPerPass = 60;

    public static TheoryData<string> Passes => [.. PassPipeline.Names.Where(name => name != "contract-multiply-add")];

    [Theory]
    [MemberData(nameof(Passes))]
    public void A_pass_changes_no_result(string name)
    {
        var pass = PassPipeline.ByName(name)!;
        for (int seed = 0; seed < SeedsPerPass; seed++)
        {
            Check(seed, name, pass);
            // Once more on what the other passes make of the kernel.
            Check(seed, name, function =>
            {
                PassPipeline.ByName("ssa-construction")!(function);
                PassPipeline.ByName("simplify-control-flow")!(function);
                pass(function);
            });
        }
    }

    [Fact]
    public void The_pipeline_changes_no_result()
    {
        for (int seed = 0; seed < 200; seed++)
            Check(seed, "the pipeline", function => PassPipeline.Run(function, new PassOptions { VerifyAfterEachPass = true }));
    }

    private static void Check(int seed, string name, Action<Function> transform)
    {
        var function = RandomKernels.Make(seed, 10 + seed % 40);
        IRVerifier.Verify(function);
        string before = IRPrinter.Print(function);
        byte[] expected = Run(function, before);
        transform(function);
        IRVerifier.Verify(function);
        string after = IRPrinter.Print(function);
        byte[] actual = Run(function, after);
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"Seed {seed}: {name} changed what the kernel writes. Before:\n{before}\nAfter:\n{after}");
    }

    private static byte[] Run(Function function, string text)
    {
        double[] cells = [1.5, -2, 1e300, double.NaN, -0.0, 7, BitConverter.Int64BitsToDouble(0x1234_5678_8765_4321), BitConverter.Int64BitsToDouble(-3)];
        var input = InterpreterBuffer.From<double>(cells);
        var output = new InterpreterBuffer(new byte[Groups * GroupSize * RandomKernels.Width * 8]);
        var result = IRInterpreter.Run(function, new LaunchGeometry(Groups, 1, 1, GroupSize, 1, 1, 0),
        [
            InterpreterArgument.Pointer(input), InterpreterArgument.Pointer(output),
            InterpreterArgument.FromBits(5), InterpreterArgument.FromFloat(2.5f),
        ], new InterpreterOptions { StepLimit = 2_000_000 });
        Assert.True(result.Succeeded, string.Join('\n', result.Problems) + "\n" + text);
        return output.Data;
    }
}
