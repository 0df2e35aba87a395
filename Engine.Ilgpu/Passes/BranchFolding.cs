using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes.Simplification;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Replaces branches whose way is known: by a constant, or because all ways are the same. A branch on an inverted
/// condition swaps its ways instead; a switch of one case becomes a branch. Cost: linear in edges.
/// </summary>
internal static class BranchFolding
{
    public static bool Run(Function function)
    {
        bool changed = false;
        foreach (var block in function.Blocks)
        {
            var folded = block.Terminator switch
            {
                BranchIf branch => Fold(branch),
                Switch choice => Fold(choice, block),
                _ => null,
            };
            if (folded is null)
                continue;
            folded.Location = block.Terminator!.Location;
            block.Terminator = folded;
            changed = true;
        }
        return changed;
    }

    private static Terminator? Fold(BranchIf branch)
    {
        if (branch.Condition is Constant constant)
            return new Branch(constant.Bits != 0 ? branch.WhenTrue : branch.WhenFalse);
        if (SameEdge(branch.WhenTrue, branch.WhenFalse))
            return new Branch(branch.WhenTrue);
        return Match.As(branch.Condition, Op.Not) is { } inverted
            ? new BranchIf(inverted.Operands[0], branch.WhenFalse, branch.WhenTrue)
            : null;
    }

    private static Terminator? Fold(Switch choice, Block block)
    {
        if (choice.Index is Constant constant)
        {
            bool isCase = constant.Bits >= 0 && constant.Bits < choice.Cases.Count;
            return new Branch(isCase ? choice.Cases[(int)constant.Bits] : choice.Default);
        }
        int needed = choice.Cases.Count;
        while (needed > 0 && SameEdge(choice.Cases[needed - 1], choice.Default))
            needed--;
        if (needed == 0)
            return new Branch(choice.Default);
        if (needed == 1)
        {
            var isZero = new Instruction(Op.Compare, IRType.Int1, [choice.Index, Constant.Int32(0)], (long)Comparison.Equal, choice.Location);
            block.Instructions.Add(isZero);
            return new BranchIf(isZero, choice.Cases[0], choice.Default);
        }
        return needed < choice.Cases.Count ? new Switch(choice.Index, choice.Cases.Take(needed), choice.Default) : null;
    }

    public static bool SameEdge(Edge a, Edge b)
    {
        if (a.Target != b.Target)
            return false;
        for (int i = 0; i < a.Arguments.Count; i++)
        {
            if (!Match.Same(a.Arguments[i], b.Arguments[i]))
                return false;
        }
        return true;
    }
}
