using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Analyses;

public class UniformityTests
{
    /// <summary>The shape of each value by its number in the text, in one string.</summary>
    private static string Shapes(string text, UniformityScopeName scope = UniformityScopeName.Group)
    {
        var function = IRParser.Parse(text);
        IRVerifier.Verify(function);
        var uniformity = Uniformity.Of(function, (UniformityScope)scope);
        var names = new IRNames(function);
        return string.Join(", ", function.Blocks.SelectMany(block => block.Parameters.Concat<Value>(block.Instructions))
            .Where(value => value.Type != IRType.Void)
            .Select(value => $"{names.Of(value)} {Short(uniformity.ShapeOf(value))}"));
    }

    private static string Short(ValueShape shape) =>
        shape.IsUniform ? "u"
        : shape.Stride is { } exact ? $"s{exact}"
        : shape.AddressStride is { } assumed ? $"a{assumed}"
        : shape == ValueShape.Varying ? "v" : "?";

    /// <summary>The scopes under a public name, for theories.</summary>
    public enum UniformityScopeName
    {
        Group = (int)UniformityScope.Group,
        Warp = (int)UniformityScope.Warp,
        Row = (int)UniformityScope.Row,
    }

    [Theory]
    [InlineData("threadindex i32 #0", "s1", "v", "s1")]
    [InlineData("threadindex i32 #1", "v", "v", "u")]
    [InlineData("laneindex i32", "v", "s1", "v")]
    [InlineData("groupindex i32 #0", "u", "u", "u")]
    [InlineData("groupdim i32 #2", "u", "u", "u")]
    [InlineData("warpsize i32", "u", "u", "u")]
    [InlineData("barrierpopcnt i32 1:i1", "u", "u", "u")]
    [InlineData("load f32 %0", "u", "u", "u")]
    [InlineData("atomic.add i32 %0, 1:i32", "v", "v", "v")]
    [InlineData("cas i32 %0, 1:i32, 2:i32", "v", "v", "v")]
    [InlineData("shuffle i32 %1, 3:i32, 32:i32", "u", "u", "u")]
    [InlineData("shared ptr #4", "u", "u", "u")]
    [InlineData("alloca ptr #4", "v", "v", "v")]
    public void Sources(string instruction, string group, string warp, string row)
    {
        string text = $$"""kernel @k(%0: ptr "", %1: i32 "") { ^e: %2 = {{instruction}} ret }""".Replace(" ret", "\nret", StringComparison.Ordinal);
        Assert.Equal($"%2 {group}", Shapes(text));
        Assert.Equal($"%2 {warp}", Shapes(text, UniformityScopeName.Warp));
        Assert.Equal($"%2 {row}", Shapes(text, UniformityScopeName.Row));
    }

    [Fact]
    public void ShufflesOfAWholeWarpFromOneLaneAreUniformInTheWarp()
    {
        const string Text = """
            kernel @k() {
            ^e:
              %0 = laneindex i32
              %1 = warpsize i32
              %2 = shuffle i32 %0, 0:i32, %1
              %3 = shuffle i32 %0, 0:i32, 8:i32
              %4 = shuffle i32 %0, %0, %1
              %5 = broadcast i32 %0, 0:i32
              ret
            }
            """;
        Assert.Equal("%0 s1, %1 u, %2 u, %3 v, %4 v, %5 u", Shapes(Text, UniformityScopeName.Warp));
        Assert.Equal("%0 v, %1 u, %2 v, %3 v, %4 v, %5 u", Shapes(Text));
    }

    [Fact]
    public void AddressesOfNeighboursHaveAStride() => Assert.Equal(
        "%2 s1, %3 u, %4 u, %5 u, %6 s1, %7 a1, %8 a4, %9 a4, %10 v, %11 s4, %12 v, %13 s-2, %14 u",
        Shapes("""
            kernel @k(%0: ptr "", %1: i32 "n") {
            ^e:
              %2 = threadindex i32 #0
              %3 = groupindex i32 #0
              %4 = groupdim i32 #0
              %5 = mul i32 %3, %4
              %6 = add i32 %5, %2
              %7 = sext i64 %6
              %8 = element ptr %0, %7 #4
              %9 = offset ptr %8 #64
              %10 = load f32 %9
              %11 = shl i32 %2, 2:i32
              %12 = mul i32 %2, %1
              %13 = mul i32 -2:i32, %2
              %14 = sub i32 %6, %2
              ret
            }
            """));

    [Fact]
    public void ATileLoopOfUniformLengthStaysUniform() => Assert.Equal(
        "%2 s1, %3 u, %4 v, %5 s1, %6 u, %7 u, %8 u, %9 a1, %10 a4, %11 v, %12 v, %13 s1, %14 u",
        Shapes("""
            kernel @k(%0: ptr "", %1: i32 "n") {
            ^entry:
              %2 = threadindex i32 #0
              br ^loop(0:i32, 0:f32, %2)
            ^loop(%3: i32, %4: f32, %5: i32):
              %6 = cmp.lt i1 %3, %1
              brif %6, ^body, ^exit
            ^body:
              %7 = sext i64 %3
              %8 = element ptr %0, %7 #4
              %9 = sext i64 %5
              %10 = element ptr %0, %9 #4
              %11 = load f32 %10
              %12 = add f32 %4, %11
              %13 = add i32 %5, %1
              %14 = add i32 %3, 1:i32
              br ^loop(%14, %12, %13)
            ^exit:
              ret
            }
            """));

    [Fact]
    public void ValuesThatMeetAfterADivergentBranchDiffer()
    {
        const string Text = """
            kernel @k(%0: i32 "n", %1: i1 "c") {
            ^entry:
              %2 = threadindex i32 #0
              %3 = cmp.lt i1 %2, %0
              brif CONDITION, ^a, ^b
            ^a:
              br ^join(1:i32, 7:i32)
            ^b:
              br ^join(2:i32, 7:i32)
            ^join(%4: i32, %5: i32):
              %6 = add i32 %4, %5
              ret
            }
            """;
        Assert.Equal("%2 s1, %3 v, %4 v, %5 u, %6 v", Shapes(Text.Replace("CONDITION", "%3", StringComparison.Ordinal)));
        Assert.Equal("%2 s1, %3 v, %4 u, %5 u, %6 u", Shapes(Text.Replace("CONDITION", "%1", StringComparison.Ordinal)));
    }

    [Fact]
    public void ABranchWithTwoEdgesToOneBlockIsAJoinToo() => Assert.Equal("%0 s1, %1 v, %2 v", Shapes("""
        kernel @k() {
        ^entry:
          %0 = threadindex i32 #0
          %1 = cmp.lt i1 %0, 3:i32
          brif %1, ^join(1:i32), ^join(2:i32)
        ^join(%2: i32):
          ret
        }
        """));

    [Fact]
    public void AnIfInsideALoopDoesNotMakeTheLoopDivergent()
    {
        var function = IRParser.Parse("""
            kernel @k(%0: i32 "n") {
            ^entry:
              %1 = threadindex i32 #0
              br ^loop(0:i32)
            ^loop(%2: i32):
              %3 = cmp.lt i1 %1, %2
              brif %3, ^then, ^latch
            ^then:
              br ^latch
            ^latch:
              %4 = add i32 %2, 1:i32
              %5 = cmp.lt i1 %4, %0
              brif %5, ^loop(%4), ^exit
            ^exit:
              %6 = add i32 %4, 1:i32
              ret
            }
            """);
        var uniformity = Uniformity.Of(function, UniformityScope.Group);
        var blocks = function.Blocks;
        Assert.True(uniformity.IsUniform(blocks[1].Parameters[0]));
        Assert.True(uniformity.IsUniform(blocks[4].Instructions[0]));
        Assert.False(uniformity.HasUniformBranch(blocks[1]));
        Assert.True(uniformity.HasUniformBranch(blocks[3]));
        Assert.Equal([true, true, false, true, true], blocks.Select(uniformity.IsReachedTogether));
    }

    [Fact]
    public void ALoopThatItemsLeaveInDifferentRoundsMakesItsValuesDifferOutside()
    {
        var function = IRParser.Parse("""
            kernel @k(%0: i32 "n") {
            ^entry:
              %1 = threadindex i32 #0
              br ^loop(0:i32)
            ^loop(%2: i32):
              %3 = add i32 %2, 1:i32
              %4 = cmp.lt i1 %3, %1
              brif %4, ^loop(%3), ^exit(%0)
            ^exit(%5: i32):
              %6 = add i32 %3, %5
              br ^end(%3)
            ^end(%7: i32):
              ret
            }
            """);
        var graph = new ControlFlowGraph(function);
        var loops = new LoopForest(graph, Dominators.Of(graph));
        var uniformity = new Uniformity(graph, loops, Dominators.PostOf(graph), UniformityScope.Group);
        var (loop, exit, end) = (function.Blocks[1], function.Blocks[2], function.Blocks[3]);
        var counter = loop.Instructions[0];
        Assert.True(uniformity.IsUniform(counter));
        Assert.True(uniformity.IsUniformAt(counter, loop));
        Assert.False(uniformity.IsUniformAt(counter, exit));
        Assert.True(uniformity.IsUniform(exit.Parameters[0]));
        Assert.False(uniformity.IsUniform(exit.Instructions[0]));
        Assert.False(uniformity.IsUniform(end.Parameters[0]));
        Assert.False(uniformity.IsLeftTogether(loops.Loops[0]));
        Assert.False(uniformity.IsReachedTogether(loop));
        Assert.True(uniformity.IsReachedTogether(exit));
    }

    [Fact]
    public void ItemsThatMeetInAnotherRoundAreNotTogether()
    {
        // ^p post-dominates ^b, but an item that takes ^y runs another round before it gets there.
        var function = IRParser.Parse("""
            kernel @k(%0: i32 "n") {
            ^entry:
              %1 = threadindex i32 #0
              br ^loop(0:i32, 0:i32)
            ^loop(%2: i32, %3: i32):
              %4 = add i32 %2, 1:i32
              %5 = cmp.lt i1 %1, %4
              brif %5, ^p, ^y
            ^y:
              br ^loop(%4, 5:i32)
            ^p:
              %6 = cmp.lt i1 %4, %0
              brif %6, ^loop(%4, 6:i32), ^exit
            ^exit:
              %7 = add i32 %4, %4
              ret
            }
            """);
        var uniformity = Uniformity.Of(function, UniformityScope.Group);
        Assert.True(uniformity.IsUniform(function.Blocks[1].Parameters[0]));
        Assert.False(uniformity.IsUniform(function.Blocks[1].Parameters[1]));
        Assert.False(uniformity.IsReachedTogether(function.Blocks[3]));
        Assert.False(uniformity.IsUniform(function.Blocks[4].Instructions[0]));
    }
}
