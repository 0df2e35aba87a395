using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes.Simplification;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Splits indices that are the sum of something invariant and something that turns with the loop, so that
/// <c>a[row * n + k]</c> is <c>(a + row * n)</c> outside of the loop and <c>[k]</c> inside: a base register and an index
/// that all the loop's rows share.
/// <para>Refuses: sums that might wrap in a way that a correct kernel can see (<see cref="IndexWraps"/>; loop counters are known not
/// to be negative by <see cref="LoopCounters"/>).</para>
/// <para>Cost: linear.</para>
/// </summary>
internal sealed class LoopAddresses
{
    private readonly LoopForest _forest;
    private readonly HashSet<Value> _counters;
    private readonly Dictionary<Value, Block> _homes = [];

    private LoopAddresses(Function function)
    {
        var graph = new ControlFlowGraph(function);
        var dominators = Dominators.Of(graph);
        _forest = new LoopForest(graph, dominators);
        _counters = LoopCounters.FindNonNegative(_forest, graph, dominators);
        foreach (var block in graph.ReversePostorder)
        {
            foreach (var parameter in block.Parameters)
                _homes.Add(parameter, block);
            foreach (var instruction in block.Instructions)
                _homes.Add(instruction, block);
        }
    }

    public static bool Run(Function function)
    {
        Preheaders.Run(function);
        var pass = new LoopAddresses(function);
        var replacements = new Dictionary<Value, Value>();
        foreach (var block in function.Blocks)
        {
            if (pass._forest.LoopOf(block) is { } loop)
                pass.Split(block, loop, replacements);
        }
        function.ReplaceUses(replacements);
        EmptyBlocks.Run(function);
        UnreachableBlocks.Run(function);
        return replacements.Count != 0;
    }

    private void Split(Block block, Loop loop, Dictionary<Value, Value> replacements)
    {
        var output = new List<Instruction>(block.Instructions.Count);
        foreach (var instruction in block.Instructions)
        {
            if (Parts(instruction, loop) is var (pointer, invariant, varying))
            {
                var outer = Widen(loop.Preheader!.Instructions, invariant);
                var row = Append(loop.Preheader!.Instructions, Op.Element, IRType.Pointer, instruction.Immediate, pointer, outer);
                var inner = Widen(output, varying);
                replacements.Add(instruction, Append(output, Op.Element, IRType.Pointer, instruction.Immediate, row, inner));
                continue;
            }
            output.Add(instruction);

            Value Widen(List<Instruction> list, Value index) =>
                index.Type == IRType.Int64 ? index : Append(list, Op.SignExtend, IRType.Int64, 0, index);

            Instruction Append(List<Instruction> list, Op op, IRType type, long immediate, params Value[] operands)
            {
                list.Add(new Instruction(op, type, operands, immediate, instruction.Location));
                return list[^1];
            }
        }
        block.Instructions.Clear();
        block.Instructions.AddRange(output);
    }

    private (Value Pointer, Value Invariant, Value Varying)? Parts(Instruction element, Loop loop)
    {
        if (element is not { Op: Op.Element, Operands: [var pointer, Instruction index] } || IsInside(pointer, loop))
            return null;
        // What is added in 64 bits wraps around as addresses do.
        bool mayWrap = index is { Op: Op.SignExtend, Operands: [{ Type: IRType.Int32 }] };
        if ((mayWrap ? index.Operands[0] : index) is not Instruction { Op: Op.Add, Operands: [var a, var b] })
            return null;
        if (IsInside(a, loop) == IsInside(b, loop)
            || (mayWrap && IndexWraps.Matters(a, b) && !_counters.Contains(a) && !_counters.Contains(b)))
            return null;
        return IsInside(a, loop) ? (pointer, b, a) : (pointer, a, b);
    }

    private bool IsInside(Value value, Loop loop) => _homes.TryGetValue(value, out var home) && loop.Contains(home);
}
