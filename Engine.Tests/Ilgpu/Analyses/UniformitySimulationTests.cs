using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Analyses;

/// <summary>
/// Runs random functions item by item and compares what the analysis claims with what the items saw. Items are
/// together if they are in one block in the same rounds of the loops around it.
/// </summary>
public class UniformitySimulationTests
{
    private const int Items = 4;
    private const int StepLimit = 40;

    private readonly Random _random = new(2);

    [Fact]
    public void ClaimsHoldForWhatItemsSee()
    {
        int uniform = 0, strided = 0, irreducible = 0, differing = 0;
        for (int round = 0; round < 600; round++)
        {
            var function = RandomFunctions.Ssa(_random, _random.Next(3, 8), 4, UniformMix);
            AddCountersAndDivergence(function);
            IRVerifier.Verify(function);
            var graph = new ControlFlowGraph(function);
            var loops = new LoopForest(graph, Dominators.Of(graph));
            var uniformity = new Uniformity(graph, loops, Dominators.PostOf(graph), UniformityScope.Group);
            irreducible += loops.IsReducible ? 0 : 1;

            var seen = new Dictionary<(object User, int Operand, string Instance), (int Item, long Bits)>();
            var arguments = function.Parameters.Select(_ => (long)_random.Next(8)).ToArray();
            for (int item = 0; item < Items; item++)
            {
                foreach (var use in Run(function, loops, arguments, item))
                {
                    var shape = uniformity.ShapeAt(use.Value, use.Block);
                    var key = (use.User, use.Operand, use.Instance);
                    if (!seen.TryAdd(key, (item, use.Bits)) && shape.Stride is { } stride)
                    {
                        var other = seen[key];
                        long expected = Semantics.Canonicalize(use.Value.Type, other.Bits + stride * (item - other.Item));
                        if (expected != use.Bits)
                            Assert.Fail($"item {item} saw {use.Bits}, not {expected}, in {use.Block}:\n{IRPrinter.Print(function)}");
                        uniform += stride == 0 ? 1 : 0;
                        strided += stride == 0 ? 0 : 1;
                    }
                    else if (seen[key].Bits != use.Bits)
                    {
                        differing++;
                    }
                }
            }
        }
        // The test must have had something to say about each.
        Assert.True(uniform > 10_000 && strided > 1_000 && irreducible > 50 && differing > 1_000,
            $"{uniform} uniform, {strided} strided, {differing} differing uses, {irreducible} irreducible functions");
    }

    private Instruction UniformMix(IRBuilder builder, Func<IRType, Value> pick)
    {
        var type = _random.Next(3) == 0 ? IRType.Int64 : IRType.Int32;
        return _random.Next(9) switch
        {
            0 or 1 => builder.Query(Op.ThreadIndex),
            2 => builder.Binary(Op.Add, pick(type), pick(type)),
            3 => builder.Binary(Op.Sub, pick(type), pick(type)),
            4 => builder.Binary(Op.Mul, pick(type), Constant.FromBits(type, _random.Next(-2, 4))),
            5 => builder.Convert(Op.SignExtend, IRType.Int64, pick(IRType.Int32)),
            6 => builder.Compare((Comparison)_random.Next(6), pick(type), pick(type)),
            7 => builder.Select(pick(IRType.Int1), pick(type), pick(type)),
            _ => builder.Emit(Op.ShiftLeft, type, 0, pick(type), Constant.Int32(_random.Next(3))),
        };
    }

    /// <summary>Makes half of the branches depend on the item and on a counter, and lets values grow from round to round.</summary>
    private void AddCountersAndDivergence(Function function)
    {
        var builder = new IRBuilder(function);
        foreach (var block in function.Blocks)
        {
            builder.Block = block;
            Value[] own = [.. block.Parameters.Concat<Value>(block.Instructions).Where(value => value.Type == IRType.Int32)];
            if (own.Length == 0)
                continue;
            foreach (var edge in block.Terminator!.Edges)
            {
                for (int i = 0; i < edge.Arguments.Count; i++)
                {
                    if (edge.Arguments[i].Type == IRType.Int32 && _random.Next(2) == 0)
                        edge.Arguments[i] = builder.Binary(Op.Add, own[_random.Next(own.Length)], Constant.Int32(1));
                }
            }
            if (block.Terminator is BranchIf branch && _random.Next(2) == 0)
                branch.Condition = builder.Compare((Comparison)_random.Next(6), builder.Query(Op.ThreadIndex), own[_random.Next(own.Length)]);
        }
    }

    private sealed record Use(object User, int Operand, Value Value, Block Block, string Instance, long Bits);

    /// <summary>One item's way through a function, as the values that it used.</summary>
    private static IEnumerable<Use> Run(Function function, LoopForest loops, long[] arguments, int item)
    {
        var bits = new Dictionary<Value, long>();
        for (int i = 0; i < arguments.Length; i++)
            bits[function.Parameters[i]] = Semantics.Canonicalize(function.Parameters[i].Type, arguments[i]);
        long Get(Value value) => value is Constant constant ? constant.Bits : bits[value];

        var rounds = new Dictionary<Loop, int>();
        var block = function.Entry;
        Block? before = null;
        for (int step = 0; step < StepLimit; step++)
        {
            if (loops.LoopOf(block) is { } inner && inner.Header == block)
                rounds[inner] = before is not null && inner.Contains(before) ? rounds[inner] + 1 : 0;
            string instance = "";
            for (var loop = loops.LoopOf(block); loop is not null && loops.IsReducible; loop = loop.Parent)
                instance += $"{rounds[loop]} ";
            foreach (var parameter in block.Parameters)
                yield return new(parameter, -1, parameter, block, instance, Get(parameter));
            foreach (var instruction in block.Instructions)
            {
                long[] operands = [.. instruction.Operands.Select(Get)];
                for (int i = 0; i < operands.Length; i++)
                    yield return new(instruction, i, instruction.Operands[i], block, instance, operands[i]);
                bits[instruction] = instruction.Op == Op.ThreadIndex
                    ? item
                    : Semantics.Evaluate(instruction.Op, instruction.Type, instruction.Immediate, instruction.Operands, operands);
                yield return new(instruction, -1, instruction, block, instance, bits[instruction]);
            }
            var terminator = block.Terminator!;
            if (terminator.Edges.Count == 0)
                yield break;
            long selector = terminator.Selector is { } value ? Get(value) : 0;
            var edge = terminator switch
            {
                BranchIf branch => selector != 0 ? branch.WhenTrue : branch.WhenFalse,
                Switch choice => selector >= 0 && selector < choice.Cases.Count ? choice.Cases[(int)selector] : choice.Default,
                _ => terminator.Edges[0],
            };
            long[] passed = [.. edge.Arguments.Select(Get)];
            for (int i = 0; i < passed.Length; i++)
                bits[edge.Target.Parameters[i]] = passed[i];
            (before, block) = (block, edge.Target);
        }
    }
}
