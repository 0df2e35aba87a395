using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;
using Engine.Kernels;
using Xunit;

namespace Engine.Tests.Ilgpu.Passes;

/// <summary>The pipeline as a whole: what it reports, and what it makes of real kernels.</summary>
public class PassPipelineTests
{
    private const string Kernel = """
        kernel @k(%0: ptr "out", %1: f32 "a", %2: f32 "b") {
        ^entry:
          %3 = alloca ptr #4
          store %3, %1
          %4 = load f32 %3
          %5 = mul f32 %4, %2
          %6 = add f32 %5, %1
          store %0, %6
          ret
        }
        """;

    [Fact]
    public void It_traces_what_changed_and_times_everything()
    {
        var traced = new List<string>();
        var timings = new PassTimings();
        var function = IRParser.Parse(Kernel);
        PassPipeline.Run(function, new PassOptions
        {
            Timings = timings,
            Trace = (name, traceFunction) =>
            {
                Assert.Same(function, traceFunction);
                traced.Add(name);
            },
        });
        Assert.Equal("ssa-construction", traced[0]);
        Assert.DoesNotContain("loop-unroll", traced);
        Assert.Contains(timings.Entries, entry => entry is { Pass: "loop-unroll", Runs: > 0 });
        Assert.DoesNotContain(timings.Entries, entry => entry.Pass == "contract-multiply-add");
    }

    [Theory]
    [InlineData(false, nameof(Op.Add))]
    [InlineData(true, nameof(Op.FusedMultiplyAdd))]
    public void Only_fast_math_contracts(bool fastMath, string expected)
    {
        var function = IRParser.Parse(Kernel);
        PassPipeline.Run(function, new PassOptions { FastMath = fastMath });
        var store = Assert.Single(function.Instructions, instruction => instruction.Op == Op.Store);
        Assert.Equal(expected, Assert.IsType<Instruction>(store.Operands[1]).Op.ToString());
    }

    [Fact]
    public void It_refuses_a_broken_function()
    {
        var function = IRParser.Parse(Kernel);
        function.Entry.Instructions.RemoveAt(0);
        Assert.Throws<IRVerificationException>(() => PassPipeline.Run(function, new PassOptions { VerifyAfterEachPass = true }));
    }

    [Fact]
    public void All_tests_verify_after_every_pass() => Assert.True(new PassOptions().VerifyAfterEachPass);

    [Fact]
    public void Passes_are_found_by_name()
    {
        Assert.All(PassPipeline.Names, name => Assert.NotNull(PassPipeline.ByName(name)));
        Assert.NotNull(PassPipeline.ByName("pipeline"));
        Assert.Null(PassPipeline.ByName("no-such-pass"));
    }

    public static TheoryData<Type> Orientations => [typeof(GemmNN), typeof(GemmNT), typeof(GemmTN)];

    /// <summary>16 accumulators in registers, 10 loads and 16 fused operations a turn, addresses outside where they can be.</summary>
    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_register_tile_of_a_product_is_one_tight_loop(Type orientation)
    {
        var method = typeof(Gemm).GetMethod(nameof(Gemm.Multiply))!.MakeGenericMethod(orientation, typeof(Tile8x2), typeof(AffineEpilogue));
        var function = KernelTranslator.Translate(method, new TranslationOptions());
        PassPipeline.Run(function, new PassOptions { FastMath = true });
        Assert.DoesNotContain(function.Instructions, instruction => instruction.Op == Op.Alloca);
        var graph = new ControlFlowGraph(function);
        // Before the main loop may come one over the rows that a narrow tile would leave B on; after it, one over the rows of C.
        var loops = new LoopForest(graph, Dominators.Of(graph)).Loops;
        var loop = loops.Single(candidate => candidate.Blocks.Count == 2 && candidate.Blocks.All(block => block.Instructions.All(instruction => instruction.Op != Op.Store)));
        Assert.Equal(17, loop.Header.Parameters.Count);
        var inside = loop.Blocks.SelectMany(block => block.Instructions).ToList();
        Assert.Equal(10, inside.Count(instruction => instruction.Op == Op.Load));
        Assert.Equal(16, inside.Count(instruction => instruction.Op == Op.FusedMultiplyAdd));
    }
}
