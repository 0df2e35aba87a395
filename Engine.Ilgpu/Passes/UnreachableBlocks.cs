using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>Removes blocks that the entry does not lead to. Cost: linear.</summary>
internal static class UnreachableBlocks
{
    public static bool Run(Function function)
    {
        var graph = new ControlFlowGraph(function);
        return function.Blocks.RemoveAll(block => !graph.IsReachable(block)) != 0;
    }
}
