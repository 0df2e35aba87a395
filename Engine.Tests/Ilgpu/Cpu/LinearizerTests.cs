using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

/// <summary>What becomes of control flow when it is put under masks.</summary>
public sealed class LinearizerTests
{
    private const string Guarded = """
        kernel @k(%0: ptr "a", %1: i32 "n", %2: i32 "rounds") {
        ^entry:
          %3 = threadindex i32 #0
          %4 = cmp.lt i1 %3, %1
          brif %4, ^body, ^exit
        ^body:
          %5 = sext i64 %3
          %6 = element ptr %0, %5 #4
          br ^loop(0:i32)
        ^loop(%7: i32):
          %8 = load i32 %6
          %9 = add i32 %8, %7
          store %6, %9
          %10 = add i32 %7, 1:i32
          %11 = cmp.lt i1 %10, %2
          brif %11, ^loop(%10), ^exit
        ^exit:
          ret
        }
        """;

    [Fact]
    public void CodeInWhichLanesStayTogetherIsLeftAlone()
    {
        var function = InterpreterLaunch.Parse("""
            kernel @k(%0: ptr "a", %1: i32 "n") {
            ^entry:
              %2 = cmp.lt i1 %1, 9:i32
              brif %2, ^body, ^exit
            ^body:
              store %0, %1
              br ^exit
            ^exit:
              ret
            }
            """);
        Assert.Same(function, Linearizer.Run(function));
    }

    /// <summary>Plain code for warps within the bound; under the mask, the loop that all active lanes run alike asks nothing.</summary>
    [Fact]
    public void ABoundKeepsPlainCodeAndALoopInsideStaysOne()
    {
        var function = InterpreterLaunch.Parse(Guarded);
        var masked = Linearizer.Run(function);
        IRVerifier.Verify(masked);
        string text = IRPrinter.Print(masked);
        Assert.Equal(3, Count(text, "anylane"));
        Assert.Equal(2, Count(text, "load i32"));
        Assert.Equal(2, Count(text, "cmp.lt i1 %") - 1);
    }

    [Fact]
    public void TheFunctionItselfStaysAsItIs()
    {
        var function = InterpreterLaunch.Parse(Guarded);
        string before = IRPrinter.Print(function);
        Assert.NotSame(function, Linearizer.Run(function));
        Assert.Equal(before, IRPrinter.Print(function));
    }

    /// <summary>Two latches with one header: a lane that goes round at once does not pass what follows for the others.</summary>
    [Fact]
    public void LanesThatGoRoundPassNothingOnTheWay()
    {
        const string Loop = """
            kernel @k(%0: ptr "a") {
            ^entry:
              %1 = threadindex i32 #0
              %2 = sext i64 %1
              %3 = element ptr %0, %2 #4
              br ^loop(0:i32, 0:i32)
            ^loop(%4: i32, %5: i32):
              %6 = add i32 %4, 1:i32
              %7 = and i32 %6, 1:i32
              %8 = cmp.eq i1 %7, 1:i32
              brif %8, ^loop(%6, %5), ^next
            ^next:
              %9 = add i32 %5, %6
              store %3, %9
              %10 = cmp.lt i1 %6, %1
              brif %10, ^loop(%6, %9), ^exit
            ^exit:
              ret
            }
            """;
        CpuRun.Check(Loop, CpuRun.Line(1, 24), new byte[96]);
    }

    /// <summary>A condition that cannot be computed anew, being another's opposite, is itself the mask.</summary>
    [Theory]
    [InlineData("not i1 %4")]
    [InlineData("and i1 %4, %4")]
    public void ABoundIsMaskedHoweverItIsWritten(string condition)
    {
        string outside = Guarded
            .Replace("brif %4, ^body, ^exit", $"%12 = {condition}\n  brif %12, ^body, ^exit", StringComparison.Ordinal);
        Assert.NotEqual(Guarded, outside);
        var masked = Linearizer.Run(InterpreterLaunch.Parse(outside));
        IRVerifier.Verify(masked);
        Assert.Contains("anylane", IRPrinter.Print(masked), StringComparison.Ordinal);
    }

    /// <summary>
    /// What lanes outside of the mask hold is left from anywhere: if they had a say in whether the others go round once
    /// more, or which case they take, the warp would part, and those lanes might go round for ever.
    /// </summary>
    [Fact]
    public void LanesOutsideOfTheMaskHaveNoSay()
    {
        const string Continuing = """
            kernel @k(%0: ptr "a", %1: ptr "way") {
            ^entry:
              %13 = load i32 %1
              %2 = threadindex i32 #0
              %3 = sext i64 %2
              %4 = element ptr %0, %3 #4
              %5 = and i32 %2, 1:i32
              %6 = cmp.eq i1 %5, 1:i32
              brif %6, ^loop(3:i32), ^exit
            ^loop(%7: i32):
              %8 = add i32 %7, -1:i32
              %9 = cmp.gt i1 %7, 0:i32
              brif %9, ^turn, ^exit
            ^turn:
              %10 = and i32 %7, %13
              switch %10, [^loop(%8), ^once], ^twice
            ^once:
              store %4, %8
              br ^twice
            ^twice:
              %11 = load i32 %4
              %12 = add i32 %11, %7
              store %4, %12
              br ^loop(%8)
            ^exit:
              ret
            }
            """;
        var masked = Linearizer.Run(InterpreterLaunch.Parse(Continuing));
        IRVerifier.Verify(masked);
        var shapes = new LockstepShapes(masked);
        Assert.All(masked.Blocks.Select(block => block.Terminator!.Selector).OfType<Value>(), selector => Assert.True(shapes.IsUniform(selector)));
        foreach (int way in (int[])[0, 1, 3, -1])
            CpuRun.Check(Continuing, CpuRun.Line(1, 24), new byte[96], BitConverter.GetBytes(way));
    }

    private static int Count(string text, string what) => text.Split(what).Length - 1;
}
