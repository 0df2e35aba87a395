using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;
using Engine.Kernels;
using Engine.Tests.Ilgpu.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

/// <summary>What vector code is made of, read off the emitted IL. Vectors of 128 bits, which nearly every machine has.</summary>
public sealed class VectorCodeTests
{
    private static readonly CpuTarget Target = new(4);

    private static readonly string MaskedLoad = MaskedMemory.Method(isLoad: true, vectorBytes: 16, typeof(int)).Name;
    private static readonly string MaskedStore = MaskedMemory.Method(isLoad: false, vectorBytes: 16, typeof(int)).Name;

    /// <summary>8 rows by 2 vectors of accumulators: 8 broadcasts, 2 loads, 16 fused operations, and nothing lane by lane.</summary>
    [Theory]
    [InlineData(typeof(GemmNN))]
    [InlineData(typeof(GemmTN))]
    public void TheInnerLoopOfAProductIsLoadsBroadcastsAndFusedOperations(Type orientation)
    {
        var method = typeof(Gemm).GetMethod(nameof(Gemm.Multiply))!.MakeGenericMethod(orientation, typeof(Tile8x2), typeof(AffineEpilogue));
        var function = KernelTranslator.Translate(method, new TranslationOptions());
        PassPipeline.Run(function, new PassOptions { FastMath = true });
        string loop = Blocks(function).Last(block => Count(block, "FusedMultiplyAdd") == 16);
        Assert.Equal(2, Count(loop, "ldobj Vector128"));
        Assert.Equal(8, Count(loop, "Vector128.Create"));
        Assert.Equal(8, Count(loop, "ldind.r4"));
        Assert.Equal(0, Count(loop, "stobj Vector128"));
        Assert.Equal(0, Count(loop, "ldfld Lanes"));
    }

    /// <summary>The same where operands are packed or lie well, 6 rows by 2 vectors; the rest stays in registers.</summary>
    [Theory]
    [InlineData(typeof(LeftPanels), typeof(RightPanels), 1)]
    [InlineData(typeof(LeftColumns), typeof(RightRows), 0)]
    [InlineData(typeof(LeftRows), typeof(RightRows), 0)]
    public void TheInnerLoopInsideCachesIsLoadsBroadcastsAndFusedOperations(Type left, Type right, int prefetches)
    {
        var method = typeof(PackedGemm).GetMethod(nameof(PackedGemm.Multiply))!
            .MakeGenericMethod(left, right, typeof(Tile6x2), typeof(AffineEpilogue));
        var function = KernelTranslator.Translate(method, new TranslationOptions());
        PassPipeline.Run(function, new PassOptions { FastMath = true, WarpSize = Target.WarpSize });
        string loop = Blocks(function).Single(block => Count(block, "FusedMultiplyAdd") == 12);
        Assert.Equal(2, Count(loop, "ldobj Vector128"));
        Assert.Equal(6, Count(loop, "Vector128.Create"));
        Assert.Equal(6, Count(loop, "ldind.r4"));
        Assert.Equal(0, Count(loop, "stobj Vector128"));
        Assert.Equal(0, Count(loop, "ldfld"));

        // Of streams by a fixed step: the 32 bytes of a vector of op(B), not the 24 of op(A).
        Assert.Equal(System.Runtime.Intrinsics.X86.Sse.IsSupported ? prefetches : 0, Count(loop, "Sse.Prefetch0"));
    }

    /// <summary>Two to bring x into range, two to round, two to reduce it, seven for the polynomial; six to scale, or one.</summary>
    [Fact]
    public void AnExponentialIsNineteenVectorOperations()
    {
        string code = Listing(Elementwise("exp f32 %5"));
        string[] operations = ["Min", "Max", "FusedMultiplyAdd", "op_Subtraction", "op_Multiply", "op_LeftShift", "op_RightShift"];
        Assert.Equal([1, 1, 9, 2, 3, 2, 1], operations.Select(operation => Count(code, $".{operation}\n")));
        Assert.Equal(0, Count(code, "ConditionalSelect"));
        Assert.Equal(0, Count(code, "ldfld Lanes"));
    }

    [Theory]
    [InlineData("log f32 %5")]
    [InlineData("tanh f32 %5")]
    [InlineData("sin f32 %5")]
    [InlineData("pow f32 %5, %5")]
    [InlineData("atan2 f32 %5, %5")]
    [InlineData("roundaway f32 %5")]
    [InlineData("exp f64 %5")]
    [InlineData("log10 f64 %5")]
    [InlineData("tanh f64 %5")]
    [InlineData("pow f64 %5, %5")]
    [InlineData("acos f64 %5")]
    [InlineData("roundaway f64 %5")]
    public void NothingIsDoneLaneByLane(string operation)
    {
        string code = Listing(Elementwise(operation));
        Assert.Equal(0, Count(code, "ldfld Lanes"));
        Assert.DoesNotContain("lanes part", code, StringComparison.Ordinal);
        Assert.NotEqual(0, Count(Listing(Elementwise("ieeerem f32 %5, %5")), "ldfld Lanes"));
    }

    /// <summary>y = op(x), item by item; x is %5.</summary>
    private static Function Elementwise(string operation)
    {
        string type = operation.Split(' ')[1];
        int size = type == "f64" ? 8 : 4;
        var function = InterpreterLaunch.Parse($$"""
            kernel @k(%0: ptr "x", %1: ptr "y") {
            ^entry:
              %2 = threadindex i32 #0
              %3 = sext i64 %2
              %4 = element ptr %0, %3 #{{size}}
              %5 = load {{type}} %4
              %6 = {{operation}}
              %7 = element ptr %1, %3 #{{size}}
              store %7, %6
              ret
            }
            """);
        PassPipeline.Run(function, new PassOptions { ElementaryBody = ElementaryBodies.Of });
        return function;
    }

    [Fact]
    public void AnIfAroundOneBlockRunsUnderAMask()
    {
        string code = Listing(InterpreterLaunch.Parse("""
            kernel @k(%0: ptr "a", %1: i32 "n") {
            ^entry:
              %2 = threadindex i32 #0
              %3 = cmp.lt i1 %2, %1
              brif %3, ^body, ^exit
            ^body:
              %4 = sext i64 %2
              %5 = element ptr %0, %4 #4
              %6 = load f32 %5
              %7 = add f32 %6, 1:f32
              store %5, %7
              br ^exit
            ^exit:
              ret
            }
            """));
        Assert.Equal(1, Count(code, MaskedLoad));
        Assert.Equal(1, Count(code, MaskedStore));
        Assert.DoesNotContain("lanes part", code, StringComparison.Ordinal);
    }

    [Fact]
    public void ALoopThatLanesLeaveInDifferentRoundsRunsUnderAMask()
    {
        var function = InterpreterLaunch.Parse("""
            kernel @k(%0: ptr "a") {
            ^entry:
              %1 = threadindex i32 #0
              %2 = sext i64 %1
              %3 = element ptr %0, %2 #4
              br ^loop(0:i32)
            ^loop(%4: i32):
              %5 = add i32 %4, 3:i32
              %6 = load i32 %3
              %7 = add i32 %6, %5
              store %3, %7
              %8 = cmp.lt i1 %7, 60:i32
              brif %8, ^loop(%5), ^exit
            ^exit:
              store %3, %5
              ret
            }
            """);
        string code = Listing(function);
        Assert.DoesNotContain("lanes part", code, StringComparison.Ordinal);
        Assert.DoesNotContain("ldfld Lanes", code, StringComparison.Ordinal);
        Assert.Equal(1, Count(code, MaskedLoad));
        Assert.Equal(1, Count(code, MaskedStore));
        // What a lane left with waits in a vector of its own; the counter that lanes share does not.
        Assert.Equal(1, Count(code, "ConditionalSelect"));
        CpuRun.Check(function, CpuRun.Line(1, 40), [.. Enumerable.Range(0, 40).SelectMany(i => BitConverter.GetBytes(i * 7 % 64))]);
    }

    /// <summary>Where the last lane is within the bound, all are: a vector is asked in the last round alone, and the plain code keeps no mask.</summary>
    [Fact]
    public void TheLoopOverARowAsksTheLastLane()
    {
        string[] blocks = Blocks(InterpreterLaunch.Parse("""
            kernel @k(%0: ptr "a", %1: i32 "columns") {
            ^entry:
              %2 = threadindex i32 #0
              %3 = groupdim i32 #0
              br ^loop(%2)
            ^loop(%4: i32):
              %5 = cmp.lt i1 %4, %1
              brif %5, ^body, ^exit
            ^body:
              %6 = sext i64 %4
              %7 = element ptr %0, %6 #4
              %8 = load f32 %7
              %9 = add f32 %8, 1:f32
              store %7, %9
              %10 = add i32 %4, %3
              br ^loop(%10)
            ^exit:
              ret
            }
            """));
        string body = Assert.Single(blocks, block => Count(block, "stobj Vector128") == 1);
        Assert.Equal(0, Count(body, "Mask"));
        string header = Assert.Single(blocks, block => Count(block, "conv.i8") == 2 && Count(block, "ExtractMostSignificantBits") == 1);
        Assert.True(header.IndexOf("bge", StringComparison.Ordinal) < header.IndexOf("Vector128", StringComparison.Ordinal), header);
    }

    /// <summary>A lane that a short group lacks gives nothing: each item keeps its own value, also across a barrier.</summary>
    [Fact]
    public void AMissingLaneLeavesEachItemItsOwnValue()
    {
        var function = InterpreterLaunch.Parse("""
            kernel @k(%0: ptr "a") {
            ^entry:
              %1 = threadindex i32 #0
              %2 = sext i64 %1
              %3 = element ptr %0, %2 #4
              %4 = load i32 %3
              %5 = warpsize i32
              %6 = shuffle i32 %4, 3:i32, %5
              barrier
              store %3, %6
              ret
            }
            """);
        CpuRun.Check(function, CpuRun.Line(1, 3), [.. Enumerable.Range(1, 3).SelectMany(BitConverter.GetBytes)]);
    }

    [Fact]
    public void LanesTakeTurnsAtTheWaysOfABranch()
    {
        var function = InterpreterLaunch.Parse("""
            kernel @k(%0: ptr "a", %1: ptr "b") {
            ^entry:
              %2 = threadindex i32 #0
              %3 = sext i64 %2
              %4 = element ptr %0, %3 #4
              %5 = load i32 %4
              %6 = cmp.gt i1 %5, 9:i32
              brif %6, ^big, ^small
            ^big:
              %7 = element ptr %1, %3 #4
              %8 = load i32 %7
              br ^exit(%8)
            ^small:
              %9 = atomic.add i32 %1, 1:i32
              br ^exit(%5)
            ^exit(%10: i32):
              store %4, %10
              ret
            }
            """);
        string code = Listing(function);
        Assert.DoesNotContain("lanes part", code, StringComparison.Ordinal);
        Assert.Equal(1, Count(code, MaskedLoad));
        Assert.Equal(1, Count(code, "TrailingZeroCount"));
        // Item 0 goes the small way: it does not read what the others count up.
        CpuRun.Check(function, CpuRun.Line(1, 40), [.. Enumerable.Range(0, 40).SelectMany(i => BitConverter.GetBytes(i * 7 % 20))], new byte[160]);
    }

    [Fact]
    public void LanesPartWhereOnlySomeComeToASynchronisation()
    {
        string code = Listing(InterpreterLaunch.Parse("""
            kernel @k(%0: ptr "a") {
            ^entry:
              %1 = threadindex i32 #0
              %2 = cmp.lt i1 %1, 8:i32
              brif %2, ^some, ^exit
            ^some:
              barrier
              br ^exit
            ^exit:
              ret
            }
            """));
        Assert.Contains("lanes part", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%4 = mul i32 %3, 3:i32", "Gathers.Indexed32")]
    [InlineData("%4 = mul i32 %3, %1", "Gathers.Indexed32")]
    public void RowsAreGathered(string place, string gather)
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "This machine has no gathers, or they are switched off.");
        string code = Listing(InterpreterLaunch.Parse($$"""
            kernel @k(%0: ptr "a", %1: i32 "n", %2: ptr "b") {
            ^entry:
              %3 = threadindex i32 #0
              {{place}}
              %5 = sext i64 %4
              %6 = element ptr %0, %5 #4
              %7 = load f32 %6
              %8 = sext i64 %3
              %9 = element ptr %2, %8 #4
              store %9, %7
              ret
            }
            """));
        Assert.Equal(1, Count(code, gather));
        Assert.DoesNotContain("ldfld Lanes", code, StringComparison.Ordinal);
    }

    private static string Listing(Function function)
    {
        Assert.SkipUnless(Target.UsesVectors, "This machine has no vectors of 128 bits, or they are switched off.");
        using var listing = new StringWriter();
        CpuEmitter.Compile(function, Target, listing);
        return listing.ToString();
    }

    private static string[] Blocks(Function function) => Listing(function).Split("\n; ");

    private static int Count(string code, string what) => code.Split(what).Length - 1;
}
