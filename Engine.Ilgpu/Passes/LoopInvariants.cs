using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Moves out of loops what is the same in every turn: pure operations on values from outside (all of them are total, so
/// computing one in vain is harmless), and loads that nothing in the loop can change.
/// <para>Refuses: costly operations that not every turn computes; loads if the loop writes where it may matter, orders
/// memory (barriers, fences, atomics), or asserts (the assert may guard the load); loads that the loop might not reach,
/// unless their address is surely valid; anything with an effect.</para>
/// <para>Cost: instructions times loop depth.</para>
/// </summary>
internal sealed class LoopInvariants
{
    private readonly Dominators _dominators;
    private readonly LoopForest _forest;
    private readonly MemoryAliases _aliases;
    private readonly Dictionary<Value, Block> _homes = [];
    private bool _changed;

    private LoopInvariants(Function function)
    {
        var graph = new ControlFlowGraph(function);
        _dominators = Dominators.Of(graph);
        _forest = new LoopForest(graph, _dominators);
        _aliases = new MemoryAliases(function);
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
        var pass = new LoopInvariants(function);
        foreach (var loop in pass._forest.InnermostFirst)
            pass.Hoist(loop);
        EmptyBlocks.Run(function);
        UnreachableBlocks.Run(function);
        return pass._changed;
    }

    private void Hoist(Loop loop)
    {
        var target = loop.Preheader!;
        var inside = loop.Blocks.SelectMany(block => block.Instructions).ToList();
        var writes = inside.Where(instruction => instruction.Op.Is(OpTraits.WritesMemory)).ToList();
        bool ordered = inside.Exists(MemoryAliases.IsFence);
        bool asserts = inside.Exists(instruction => instruction.Op == Op.Assert);
        foreach (var block in loop.Blocks)
        {
            bool everyTurn = loop.Latches.All(latch => _dominators.Dominates(block, latch));
            bool surelyReached = loop.ExitEdges.All(exit => _dominators.Dominates(block, exit.From));
            block.Instructions.RemoveAll(instruction =>
            {
                if (!instruction.Operands.All(operand => IsOutside(operand, loop)))
                    return false;
                bool moves = instruction.Op.Is(OpTraits.Pure) ? everyTurn || OpCost.Of(instruction) <= OpCost.Cheap
                    : instruction.Op == Op.Load && MayMove(instruction);
                if (!moves)
                    return false;
                target.Instructions.Add(instruction);
                _homes[instruction] = target;
                return _changed = true;
            });

            bool MayMove(Instruction load)
            {
                var address = load.Operands[0];
                bool isSafe = MemoryAliases.IsSurelyValid(address, load.Type) || (surelyReached && !asserts);
                return isSafe && (!ordered || _aliases.IsPrivate(address))
                    && !writes.Exists(write => _aliases.MayChange(write, address, load.Type));
            }
        }
    }

    private bool IsOutside(Value value, Loop loop) => !_homes.TryGetValue(value, out var home) || !loop.Contains(home);
}
