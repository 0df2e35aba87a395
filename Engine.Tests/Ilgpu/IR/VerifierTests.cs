using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.IR;

public class VerifierTests
{
    /// <summary>Wraps instructions into a kernel with one parameter of each of the usual types.</summary>
    private static Function Kernel(string body) => IRParser.Parse($$"""
        kernel @k(%0: ptr "p", %1: i64 "l", %2: i32 "i", %3: f32 "f", %4: f64 "d", %5: i1 "c") {
        ^entry:
        {{body}}
        }
        """);

    private static void Breaks(IRInvariant invariant, Function function, string problem)
    {
        var error = Assert.Throws<IRVerificationException>(() => IRVerifier.Verify(function));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(invariant, error.Invariant);
    }

    [Fact]
    public void RandomFunctionsAreValid()
    {
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
            IRVerifier.Verify(RandomFunctions.Ssa(random, random.Next(1, 12), 8));
    }

    [Theory]
    [InlineData("%9 = add i32 %2, 1:i32")]
    [InlineData("%9 = rem f64 %4, %4")]
    [InlineData("%9 = udiv i64 %1, %1")]
    [InlineData("%9 = xor i1 %5, 1:i1")]
    [InlineData("%9 = shl i64 %1, %2")]
    [InlineData("%9 = not i1 %5")]
    [InlineData("%9 = fma f32 %3, %3, %3")]
    [InlineData("%9 = select ptr %5, %0, 0:ptr")]
    [InlineData("%9 = cmp.eq i1 %5, %5")]
    [InlineData("%9 = cmp.ult i1 %0, 0:ptr")]
    [InlineData("%9 = sext i64 1:i8")]
    [InlineData("%9 = zext i32 %5")]
    [InlineData("%9 = narrow i1 %2")]
    [InlineData("%9 = sitof f64 %2")]
    [InlineData("%9 = ftoui i64 %3")]
    [InlineData("%9 = bitcast ptr %1")]
    [InlineData("%9 = alloca ptr #1")]
    [InlineData("%9 = dynsharedsize i64")]
    [InlineData("%9 = load i8 %0")]
    [InlineData("store %0, %0")]
    [InlineData("%9 = atomic.max f32 %0, %3")]
    [InlineData("%9 = cas i64 %0, %1, %1")]
    [InlineData("fence.system")]
    [InlineData("%9 = shufflexor f64 %4, 1:i32, 32:i32")]
    [InlineData("%9 = broadcast ptr %0, 0:i32")]
    [InlineData("assert.divzero %5, %1, %1")]
    public void WellTypedInstructionsPass(string instruction) => IRVerifier.Verify(Kernel(instruction + "\nret"));

    [Theory]
    [InlineData("%9 = add i32 %2, %1", "operand 1 must be i32, but is i64")]
    [InlineData("%9 = add i1 %5, %5", "the result must be i32, i64, f32 or f64, but is i1")]
    [InlineData("%9 = add i8 1:i8, 1:i8", "but is i8")]
    [InlineData("%9 = udiv f32 %3, %3", "must be i32 or i64")]
    [InlineData("%9 = and f32 %3, %3", "must be i1, i32 or i64")]
    [InlineData("%9 = shl i64 %1, %1", "operand 1 must be i32")]
    [InlineData("%9 = shl f32 %3, %2", "must be i32 or i64")]
    [InlineData("%9 = sqrt i32 %2", "must be f32 or f64")]
    [InlineData("%9 = copysign i32 %2, %2", "must be f32 or f64")]
    [InlineData("%9 = popcnt f32 %3", "must be i32 or i64")]
    [InlineData("%9 = fma i32 %2, %2, %2", "must be f32 or f64")]
    [InlineData("%9 = select i32 %2, %2, %2", "operand 0 must be i1")]
    [InlineData("%9 = select i32 %5, %2, %1", "operand 2 must be i32")]
    [InlineData("%9 = cmp.eq i32 %2, %2", "the result must be i1")]
    [InlineData("%9 = cmp.eq i1 %2, %1", "operands must have one type")]
    [InlineData("%9 = cmp.lt i1 %5, %5", "i1 cannot be compared by 'lt'")]
    [InlineData("%9 = sext i32 %1", "'sext' does not convert i64 to i32")]
    [InlineData("%9 = narrow i32 %2", "'narrow' does not convert i32 to i32")]
    [InlineData("%9 = sitof f32 %4", "'sitof' does not convert f64 to f32")]
    [InlineData("%9 = ftosi i8 %3", "'ftosi' does not convert f32 to i8")]
    [InlineData("%9 = bitcast f64 %2", "'bitcast' does not convert i32 to f64")]
    [InlineData("%9 = alloca i64 #4", "the result must be ptr")]
    [InlineData("%9 = dynshared i64", "the result must be ptr")]
    [InlineData("%9 = dynsharedsize i32", "the result must be i64")]
    [InlineData("%9 = element ptr %0, %2 #4", "operand 1 must be i64")]
    [InlineData("%9 = offset ptr %1 #4", "operand 0 must be ptr")]
    [InlineData("%9 = load f32 %1", "operand 0 must be ptr")]
    [InlineData("%9 = store i32 %0, %2", "the result must be void")]
    [InlineData("%9 = atomic.xor f32 %0, %3", "must be i32 or i64")]
    [InlineData("%9 = atomic.add i64 %0, %2", "operand 1 must be i64")]
    [InlineData("%9 = cas ptr %0, %0, %0", "must be i32, i64, f32 or f64")]
    [InlineData("%9 = barrier i32", "the result must be void")]
    [InlineData("%9 = threadindex i64 #0", "the result must be i32")]
    [InlineData("%9 = barrierpopcnt i32 %2", "operand 0 must be i1")]
    [InlineData("%9 = barrierand i32 %5", "the result must be i1")]
    [InlineData("%9 = broadcast f32 %3, %1", "operand 1 must be i32")]
    [InlineData("%9 = shuffle f32 %3, %2, %1", "operand 2 must be i32")]
    [InlineData("assert.index %2, %1, %1", "operand 0 must be i1")]
    [InlineData("brif %2, ^entry2, ^entry2\n^entry2:", "decides by i1, but %2 is i32")]
    [InlineData("switch %1, [], ^entry2\n^entry2:", "decides by i32, but %1 is i64")]
    public void TypesAreChecked(string body, string problem) =>
        Breaks(IRInvariant.Types, Kernel(body + "\nret"), problem);

    [Theory]
    [InlineData("%9 = threadindex i32 #3", "axis 3 is not in 0..2")]
    [InlineData("%9 = griddim i32 #-1", "axis -1")]
    [InlineData("%9 = cmp.10 i1 %2, %2", "comparison 10")]
    [InlineData("%9 = atomic.9 i32 %0, %2", "kind of atomic 9")]
    [InlineData("fence.3", "fence level 3")]
    [InlineData("assert.0 %5, %1, %1", "fault code 0")]
    [InlineData("%9 = alloca ptr #0", "size in bytes 0")]
    [InlineData("%9 = shared ptr #2147483648", "size in bytes 2147483648")]
    [InlineData("%9 = element ptr %0, %1 #0", "scale in bytes 0")]
    [InlineData("%9 = add i32 %2, %2 #1", "'add' has no immediate")]
    public void ImmediatesAreChecked(string instruction, string problem) =>
        Breaks(IRInvariant.Immediate, Kernel(instruction + "\nret"), problem);

    [Theory]
    [InlineData("%9 = add i32 %2", "must have 2 operands, but has 1")]
    [InlineData("barrier %2", "must have 0 operands, but has 1")]
    public void OperandCountsAreChecked(string instruction, string problem) =>
        Breaks(IRInvariant.OperandCount, Kernel(instruction + "\nret"), problem);

    [Theory]
    [InlineData("%9 = add i32 %10, %2\n%10 = add i32 %2, %2\nret", "'%6 = add i32 %7, %2' uses %7")]
    [InlineData("%9 = add i32 %9, %2\nret", "uses %6")]
    [InlineData("brif %5, ^a, ^b\n^a:\n%9 = add i32 %2, %2\nbr ^b\n^b:\n%10 = add i32 %9, %9\nret", "in ^a does not dominate")]
    [InlineData("br ^b(%9)\n^b(%9: i32):\nret", "the terminator uses %6")]
    [InlineData("brif %9, ^b, ^b\n^b:\n%9 = cmp.eq i1 %2, %2\nret", "the terminator uses %6")]
    [InlineData("%9 = add i32 %10, %2\nret\n^dead:\n%10 = add i32 %2, %2\nret", "in ^dead does not dominate")]
    public void DefinitionsMustDominateUses(string body, string problem) =>
        Breaks(IRInvariant.Dominance, Kernel(body), problem);

    [Fact]
    public void UnreachableBlocksAreAllowedAndCheckedButForDominance()
    {
        IRVerifier.Verify(Kernel("ret\n^dead:\n%9 = add i32 %10, %2\n%10 = add i32 %9, %2\nbr ^dead"));
        Breaks(IRInvariant.Types, Kernel("ret\n^dead:\n%9 = add i32 %1, %2\nret"), "operand 0 must be i32");
        Breaks(IRInvariant.EdgeArguments, Kernel("ret\n^dead:\nbr ^a\n^a(%9: i32):\nret"), "passes 0 values for 1");
    }

    [Theory]
    [InlineData("br ^a\n^a(%9: i32):\nret", "the edge to ^a passes 0 values for 1 parameters")]
    [InlineData("br ^a(%2)\n^a:\nret", "passes 1 values for 0")]
    [InlineData("br ^a(%1)\n^a(%9: i32):\nret", "passes i64 for parameter 0, which is i32")]
    public void EdgeArgumentsMatchParameters(string body, string problem) =>
        Breaks(IRInvariant.EdgeArguments, Kernel(body), problem);

    [Fact]
    public void AllocationsStandInTheEntryBlock()
    {
        Breaks(IRInvariant.AllocationInEntry, Kernel("br ^a\n^a:\n%9 = alloca ptr #4\nret"), "stands outside the entry block");
        Breaks(IRInvariant.AllocationInEntry, Kernel("br ^a\n^a:\n%9 = shared ptr #4\nret"), "stands outside the entry block");
    }

    [Fact]
    public void TheEntryBlockIsOnlyAnEntry()
    {
        Breaks(IRInvariant.Entry, IRParser.Parse("kernel @k() {\n}"), "no blocks");
        Breaks(IRInvariant.Entry, IRParser.Parse("kernel @k() {\n^a(%0: i32):\nret\n}"), "has parameters");
        Breaks(IRInvariant.Entry, IRParser.Parse("kernel @k() {\n^a:\nbr ^b\n^b:\nbr ^a\n}"), "an edge leads to the entry");
    }

    [Fact]
    public void BlocksEndWithATerminatorOfTheirOwn()
    {
        Breaks(IRInvariant.Terminated, IRParser.Parse("kernel @k() {\n^a:\nbr ^b\n^b:\n}"), "block ^b: the block has no terminator");

        var shared = IRParser.Parse("kernel @k() {\n^a:\nbr ^b\n^b:\nret\n^c:\nret\n}");
        shared.Blocks[2].Terminator = shared.Blocks[1].Terminator;
        Breaks(IRInvariant.Terminated, shared, "belongs to another block");

        var edge = new Edge(shared.Blocks[1]);
        shared.Blocks[2].Terminator = new BranchIf(Constant.True, edge, edge);
        Breaks(IRInvariant.Terminated, shared, "the edge to ^b stands in two places");
    }

    [Fact]
    public void BlocksBelongToTheFunctionOnce()
    {
        var function = Kernel("br ^a\n^a:\nret");
        function.Blocks.Add(function.Blocks[1]);
        Breaks(IRInvariant.BlocksOfFunction, function, "twice");
        function.Blocks.RemoveRange(1, 2);
        Breaks(IRInvariant.BlocksOfFunction, function, "^a, which is not in the function");
    }

    [Fact]
    public void ValuesStandInOnePlace()
    {
        var function = Kernel("%9 = add i32 %2, %2\nret");
        function.Entry.Instructions.Add(function.Entry.Instructions[0]);
        Breaks(IRInvariant.DefinedOnce, function, "'%6 = add i32 %2, %2' stands in the function twice");

        var barrier = Kernel("barrier\nret");
        barrier.Entry.Instructions.Add(barrier.Entry.Instructions[0]);
        Breaks(IRInvariant.DefinedOnce, barrier, "'barrier' stands in the function twice");
    }

    [Fact]
    public void ParametersKnowTheirPlace()
    {
        var function = Kernel("ret");
        function.Parameters.RemoveAt(0);
        Breaks(IRInvariant.Parameters, function, "kernel parameter 0 has index 1");

        var moved = Kernel("br ^a(1:i32)\n^a(%9: i32):\nbr ^b\n^b:\nret");
        moved.Blocks[2].Parameters.Add(moved.Blocks[1].Parameters[0]);
        Breaks(IRInvariant.Parameters, moved, "says it belongs to ^a");

        var untyped = new Function("k");
        untyped.AddParameter(IRType.Void, "v");
        untyped.AddBlock("a").Terminator = new Return();
        Breaks(IRInvariant.Parameters, untyped, "type void");
    }

    [Fact]
    public void OperandsBelongToTheFunction()
    {
        var other = Kernel("%9 = add i32 %2, %2\nret");
        var function = Kernel("%9 = add i32 %2, %2\nbr ^a(%9)\n^a(%10: i32):\nret");
        var sum = function.Entry.Instructions[0];
        sum.Operands[1] = other.Entry.Instructions[0];
        Breaks(IRInvariant.ValuesOfFunction, function, "result of 'add'");
        sum.Operands[1] = other.Parameters[2];
        Breaks(IRInvariant.ValuesOfFunction, function, "kernel parameter \"i\"");
        sum.Operands[1] = sum.Operands[0];
        function.Entry.Terminator!.Edges[0].Arguments[0] = other.Parameters[2];
        Breaks(IRInvariant.ValuesOfFunction, function, "the terminator uses a value");
    }

    [Fact]
    public void AResultlessInstructionIsNoOperand()
    {
        var function = Kernel("barrier\n%9 = add i32 %2, %2\nret");
        function.Entry.Instructions[1].Operands[0] = function.Entry.Instructions[0];
        Breaks(IRInvariant.Types, function, "operand 0 is an instruction without a result");
    }

    [Fact]
    public void TheMessageNamesKernelBlockAndInstructionAndShowsTheBlock()
    {
        var error = Assert.Throws<IRVerificationException>(() => IRVerifier.Verify(Kernel("%9 = add i32 %2, %1\nret")));
        Assert.Equal(
            """
            Types broken in kernel @k, block ^entry: '%6 = add i32 %2, %1': operand 1 must be i32, but is i64.
            ^entry:
              %6 = add i32 %2, %1
              ret

            """, error.Message);
    }
}
