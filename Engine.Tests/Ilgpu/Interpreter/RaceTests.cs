using Engine.Ilgpu.IR;
using Xunit;
using static Engine.Tests.Ilgpu.Interpreter.InterpreterLaunch;

namespace Engine.Tests.Ilgpu.Interpreter;

public sealed class RaceTests
{
    private const string AllWriteOne = """
          store %out, 7:i32
          ret
        """;

    [Fact]
    public void TwoItemsThatWriteOneByte_Race()
    {
        var problem = Problem(AllWriteOne);
        Assert.Equal(InterpreterProblemKind.DataRace, problem.Kind);
        Assert.Contains("item 1 of group 0", problem.Message, StringComparison.Ordinal);
        Assert.Contains("item 0 of group 0", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SameValueWrites_MayBeAllowed() =>
        Assert.Empty(Run(AllWriteOne, options: new InterpreterOptions { SameValueWritesRace = false }).Result.Problems);

    [Fact]
    public void DifferentValues_RaceEvenWhereSameOnesMay() =>
        Assert.Equal(
            InterpreterProblemKind.DataRace,
            Problem("  store %out, %tid\n  ret", options: new InterpreterOptions { SameValueWritesRace = false }).Kind);

    [Fact]
    public void Detection_CanBeSwitchedOff() =>
        Assert.Empty(Run(AllWriteOne, options: new InterpreterOptions { DetectRaces = false }).Result.Problems);

    [Fact]
    public void ReadAfterAnotherItemsWrite_Races() =>
        Assert.Equal(InterpreterProblemKind.DataRace, Problem(Neighbour(between: ""), elements: 5).Kind);

    [Fact]
    public void BarrierOrdersTheItemsOfAGroup() => Assert.Empty(Run(Neighbour(between: "barrier")).Result.Problems);

    [Fact]
    public void BarrierDoesNotOrderGroups() =>
        Assert.Equal(InterpreterProblemKind.DataRace, Problem(Neighbour(between: "barrier"), groups: 2).Kind);

    [Fact]
    public void WarpBarrierOrdersAWarpOnly()
    {
        string body = Neighbour(between: "warpbarrier");
        Assert.Empty(Run(body).Result.Problems);
        Assert.Equal(
            InterpreterProblemKind.DataRace, Problem(body, options: new InterpreterOptions { WarpSize = 2 }).Kind);
    }

    [Fact]
    public void WriteAfterReadsOfSeveralItems_Races()
    {
        const string Body = """
              %value = load i32 %out
              %last = cmp.eq i1 %tid, 3:i32
              brif %last, ^write, ^done
            ^write:
              store %out, 1:i32
              br ^done
            ^done:
              ret
            """;
        Assert.Equal(InterpreterProblemKind.DataRace, Problem(Body).Kind);
    }

    [Fact]
    public void ReadsAlone_DoNotRace() => Assert.Empty(Run("  %v = load i32 %out\n  ret", groups: 3).Result.Problems);

    [Fact]
    public void SharedMemoryOfDifferentGroups_IsNotTheSame()
    {
        const string Body = """
              %shared = shared ptr #4
              %first = cmp.eq i1 %tid, 0:i32
              brif %first, ^write, ^done
            ^write:
              store %shared, %group
              %back = load i32 %shared
              store %slot, %back
              br ^done
            ^done:
              ret
            """;
        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0], Output(Body, groups: 3));
    }

    [Fact]
    public void SharedMemoryWithoutABarrier_Races()
    {
        const string Body = """
              %shared = shared ptr #4
              store %shared, %tid
              ret
            """;
        Assert.Equal(InterpreterProblemKind.DataRace, Problem(Body).Kind);
    }

    [Fact]
    public void Atomics_DoNotRaceWithEachOther() =>
        Assert.Equal(8, Run("  %old = atomic.add i32 %out, 1:i32\n  ret", groups: 2).Output[0]);

    [Fact]
    public void AtomicAndPlainWrite_Race() =>
        Assert.Equal(InterpreterProblemKind.DataRace, Problem("""
              %old = atomic.add i32 %out, 1:i32
              %first = cmp.eq i1 %tid, 0:i32
              brif %first, ^write, ^done
            ^write:
              store %out, 0:i32
              br ^done
            ^done:
              ret
            """).Kind);

    [Fact]
    public void OverlapOfDifferentSizes_Races() =>
        Assert.Equal(InterpreterProblemKind.DataRace, Problem("""
              %tid64 = sext i64 %tid
              %byte = element ptr %out, %tid64 #1
              %first = cmp.eq i1 %tid, 0:i32
              brif %first, ^whole, ^part
            ^whole:
              store %out, 1:i32
              ret
            ^part:
              store %byte, 1:i8
              ret
            """, groupSize: 2).Kind);

    /// <summary>Each item writes its slot, then reads the next item's (of the launch).</summary>
    private static string Neighbour(string between) => $"""
          store %slot, %tid
          {between}
          %next = offset ptr %slot #-4
          %has = cmp.gt i1 %global, 0:i32
          brif %has, ^read, ^done
        ^read:
          %value = load i32 %next
          br ^done
        ^done:
          ret
        """;
}
