using Engine.Ilgpu.IR;

namespace Engine.Tests.Ilgpu.IR;

/// <summary>Random control-flow graphs, and random functions in valid SSA form over them. For structure only: they need not end.</summary>
internal static class RandomFunctions
{
    private static readonly IRType[] Types = [IRType.Int1, IRType.Int32, IRType.Int64, IRType.Float32, IRType.Float64, IRType.Pointer];

    /// <summary>Blocks b0 to bn with random edges, none into the entry; some blocks may be unreachable.</summary>
    public static Function Graph(Random random, int blocks)
    {
        var function = new Function("random");
        var condition = function.AddParameter(IRType.Int1, "condition");
        var index = function.AddParameter(IRType.Int32, "index");
        for (int i = 0; i < blocks; i++)
            function.AddBlock($"b{i}");
        Edge Any() => new(function.Blocks[random.Next(1, blocks)]);
        foreach (var block in function.Blocks)
        {
            block.Terminator = (blocks == 1 ? 0 : random.Next(8)) switch
            {
                0 => new Return(),
                1 or 2 or 3 => new Branch(Any()),
                7 => new Switch(index, [Any(), Any()], Any()),
                _ => new BranchIf(condition, Any(), Any()),
            };
        }
        return function;
    }

    /// <summary>A graph whose blocks have parameters and instructions; each operand's definition dominates its use.</summary>
    /// <param name="add">Appends one instruction, given a source of operands of any type; null: one of many kinds.</param>
    public static Function Ssa(Random random, int blocks, int instructionsPerBlock, Func<IRBuilder, Func<IRType, Value>, Instruction>? add = null)
    {
        add ??= (builder, pick) => AddInstruction(builder, random, pick);
        var function = Graph(random, blocks);
        function.AddParameter(IRType.Pointer, "data");
        function.AddParameter(IRType.Float32, "x");
        foreach (var block in function.Blocks.Skip(1))
        {
            for (int count = random.Next(3); count > 0; count--)
                block.AddParameter(Types[random.Next(Types.Length)]);
        }
        var builder = new IRBuilder(function);
        var values = new Dictionary<Block, List<Value>>();
        foreach (var block in function.Blocks)
            values.Add(block, [.. block.Parameters]);
        foreach (var block in DominanceOrder(function))
        {
            builder.Block = block;
            var scope = new Scope(random, [.. function.Parameters, .. BruteForce.DominatorsOf(function, block).SelectMany(above => values[above])]);
            for (int count = random.Next(instructionsPerBlock + 1); count > 0; count--)
            {
                var instruction = add(builder, scope.Pick);
                if (instruction.Type == IRType.Void)
                    continue;
                scope.Values.Add(instruction);
                values[block].Add(instruction);
            }
            foreach (var edge in block.Terminator!.Edges)
                edge.Arguments.AddRange(edge.Target.Parameters.Select(parameter => scope.Pick(parameter.Type)));
            if (block.Terminator.Selector is { } selector)
                block.Terminator.Selector = scope.Pick(selector.Type);
        }
        return function;
    }

    /// <summary>Reachable blocks, each after its dominators, then the unreachable ones.</summary>
    private static IEnumerable<Block> DominanceOrder(Function function)
    {
        var reachable = BruteForce.Reachable(function, function.Entry, without: null);
        return function.Blocks.OrderBy(block => reachable.Contains(block)
            ? BruteForce.DominatorsOf(function, block).Count()
            : int.MaxValue);
    }

    private static Instruction AddInstruction(IRBuilder builder, Random random, Func<IRType, Value> pick)
    {
        var integer = random.Next(2) == 0 ? IRType.Int32 : IRType.Int64;
        var real = random.Next(2) == 0 ? IRType.Float32 : IRType.Float64;
        var any = Types[random.Next(1, 5)];
        switch (random.Next(12))
        {
            case 0:
                return builder.Binary(Op.Add, pick(any), pick(any));
            case 1:
                return builder.Emit(Op.ShiftLeft, integer, 0, pick(integer), pick(IRType.Int32));
            case 2:
                return builder.Fma(pick(real), pick(real), pick(real));
            case 3:
                return builder.Compare((Comparison)random.Next(6), pick(any), pick(any));
            case 4:
                return builder.Select(pick(IRType.Int1), pick(any), pick(any));
            case 5:
                return builder.Convert(Op.SignExtend, IRType.Int64, pick(IRType.Int32));
            case 6:
                return builder.Element(pick(IRType.Pointer), pick(IRType.Int64), 4);
            case 7:
                return builder.Load(any, pick(IRType.Pointer));
            case 8:
                return builder.Store(pick(IRType.Pointer), pick(any));
            case 9:
                return builder.Atomic(AtomicKind.Max, pick(IRType.Pointer), pick(integer));
            case 10:
                return builder.Query(Op.ThreadIndex, random.Next(3));
            default:
                return builder.Emit(Op.Barrier, IRType.Void, 0);
        }
    }

    private sealed class Scope(Random random, List<Value> values)
    {
        public List<Value> Values { get; } = values;

        public Value Pick(IRType type)
        {
            var choices = Values.Where(value => value.Type == type).ToList();
            return choices.Count > 0 && random.Next(5) > 0
                ? choices[random.Next(choices.Count)]
                : Constant.FromBits(type, random.Next(4) == 0 ? random.NextInt64() : random.Next(-3, 9));
        }
    }
}
