using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Analyses;

public class LivenessTests
{
    [Fact]
    public void ValuesAcrossABarrierAreThoseDefinedBeforeAndUsedAfter()
    {
        var function = IRParser.Parse("""
            kernel @k(%0: ptr "a", %1: i32 "n") {
            ^entry:
              %2 = threadindex i32 #0
              %3 = add i32 %2, %1
              br ^loop(0:i32)
            ^loop(%4: i32):
              %5 = add i32 %4, %3
              %6 = barrierpopcnt i32 1:i1
              %7 = add i32 %6, %5
              %8 = cmp.lt i1 %7, %1
              brif %8, ^loop(%7), ^exit
            ^exit:
              store %0, %5
              ret
            }
            """);
        var liveness = new Liveness(new ControlFlowGraph(function));
        var loop = function.Blocks[1];
        Value Defined(int instruction) => loop.Instructions[instruction];
        var (a, n, sum) = (function.Parameters[0], function.Parameters[1], function.Entry.Instructions[1]);
        Assert.Equal([a, n, sum], liveness.LiveIn(loop));
        Assert.Equal([a, n, sum, Defined(0)], liveness.LiveOut(loop));
        Assert.Equal([a, n, sum, Defined(0)], liveness.LiveAcross(loop, 1));
        Assert.Equal([a, n, sum, Defined(0), Defined(2)], liveness.LiveAcross(loop, 3));
        Assert.Equal([a, Defined(0)], liveness.LiveIn(function.Blocks[2]));
        Assert.Empty(liveness.LiveOut(function.Blocks[2]));
        Assert.Equal([a, n], liveness.LiveIn(function.Entry));
    }

    [Fact]
    public void LivenessIsThatOfTheDefinition()
    {
        var random = new Random(3);
        for (int round = 0; round < 150; round++)
        {
            var function = RandomFunctions.Ssa(random, random.Next(1, 9), 5);
            var liveness = new Liveness(new ControlFlowGraph(function));
            var values = function.Parameters.Concat<Value>(function.Blocks.SelectMany(block => block.Parameters))
                .Concat(function.Instructions.Where(instruction => instruction.Type != IRType.Void));
            foreach (var value in values)
            {
                foreach (var block in function.Blocks)
                {
                    Assert.Equal(NeededAt(block, value), liveness.IsLiveIn(block, value));
                    Assert.Equal(block.Successors.Any(next => NeededAt(next, value)), liveness.IsLiveOut(block, value));
                }
            }
        }
    }

    /// <summary>Searches every way from a block's start for a use that comes before the definition.</summary>
    private static bool NeededAt(Block start, Value value)
    {
        var seen = new HashSet<Block>();
        var work = new Stack<Block>([start]);
        while (work.TryPop(out var block))
        {
            if (!seen.Add(block) || block.Parameters.Contains(value))
                continue;
            bool isDefined = false;
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Operands.Contains(value))
                    return true;
                if (instruction == value)
                {
                    isDefined = true;
                    break;
                }
            }
            if (isDefined)
                continue;
            if (block.Terminator!.Selector == value || block.Terminator.Edges.Any(edge => edge.Arguments.Contains(value)))
                return true;
            foreach (var next in block.Successors)
                work.Push(next);
        }
        return false;
    }
}
