using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Tidies the graph of blocks: decided branches, unreachable blocks, edges that can skip a block, straight runs of
/// blocks, parameters that are one value. Each step is a file of its own and makes work for the next, hence the rounds.
/// <para>Refuses: to remove loops; to turn an edge into a second way back to a loop's header; to copy anything that is
/// not pure.</para>
/// <para>Cost: a round is linear; two or three rounds are the rule.</para>
/// </summary>
internal static class SimplifyControlFlow
{
    private const int MaxRounds = 8;

    public static bool Run(Function function)
    {
        bool changed = false;
        for (int round = 0; round < MaxRounds; round++)
        {
            bool again = BranchFolding.Run(function);
            again |= UnreachableBlocks.Run(function);
            again |= JumpThreading.Run(function);
            again |= EmptyBlocks.Run(function);
            again |= UnreachableBlocks.Run(function);
            again |= BlockMerging.Run(function);
            again |= RedundantParameters.Run(function);
            changed |= again;
            if (!again)
                break;
        }
        return changed;
    }
}
