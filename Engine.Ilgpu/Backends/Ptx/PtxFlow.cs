using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>Branches, and the copies into block parameters on the way.</summary>
internal sealed class PtxFlow(PtxCode code, PtxAddresses addresses)
{
    public static string LabelOf(Block block) => $"$B{block.Id}";

    /// <param name="next">The block that is written behind this one; null if it is the last.</param>
    public void Terminate(Terminator terminator, Block? next)
    {
        switch (terminator)
        {
            case Branch branch:
                Copy(branch.Target);
                Jump(branch.Target.Target, next);
                break;
            case BranchIf branch:
                BranchIf(branch, next);
                break;
            case Switch choice:
                Switch(choice, next);
                break;
            case Return:
                code.Line("ret");
                break;
            default:
                code.Line("exit");
                break;
        }
    }

    private void BranchIf(BranchIf branch, Block? next)
    {
        string condition = code.InRegister(branch.Condition);
        var (whenTrue, whenFalse) = (branch.WhenTrue, branch.WhenFalse);
        if (HasNoCopies(whenFalse) && (!HasNoCopies(whenTrue) || whenTrue.Target == next))
        {
            code.Line($"@!{condition} bra {LabelOf(whenFalse.Target)}");
            Copy(whenTrue);
            Jump(whenTrue.Target, next);
            return;
        }
        code.Line($"@{condition} bra {LabelFor(whenTrue)}");
        Copy(whenFalse);
        Jump(whenFalse.Target, next);
    }

    private void Switch(Switch choice, Block? next)
    {
        string index = code.InRegister(choice.Index);
        for (int i = 0; i < choice.Cases.Count; i++)
        {
            string isCase = code.Compute(RegisterClass.Predicate, "setp.eq.s32", $"{index}, {i}");
            code.Line($"@{isCase} bra {LabelFor(choice.Cases[i])}");
        }
        Copy(choice.Default);
        Jump(choice.Default.Target, next);
    }

    /// <summary>The label of an edge's target, or of copies out of line that lead there.</summary>
    private string LabelFor(Edge edge)
    {
        if (HasNoCopies(edge))
            return LabelOf(edge.Target);
        string label = code.NewLabel("E");
        code.Cold(() =>
        {
            code.Label(label);
            Copy(edge);
            Jump(edge.Target, null);
        });
        return label;
    }

    private void Jump(Block target, Block? next)
    {
        if (target != next)
            code.Line($"bra {LabelOf(target)}");
    }

    private static bool HasNoCopies(Edge edge)
    {
        for (int i = 0; i < edge.Arguments.Count; i++)
        {
            if (edge.Arguments[i] != edge.Target.Parameters[i])
                return false;
        }
        return true;
    }

    private void Copy(Edge edge)
    {
        var parameters = edge.Target.Parameters;
        var saved = new Dictionary<int, string>();
        foreach (var step in PhiCopies.Order(parameters, edge.Arguments))
        {
            var (target, source) = (parameters[step.Move], edge.Arguments[step.Move]);
            switch (step.Kind)
            {
                case PhiCopies.StepKind.Copy:
                    Move(code.Define(target), target, Source(source, target));
                    break;
                case PhiCopies.StepKind.Save:
                    string temporary = code.Registers.New(code.Registers.ClassOf(target));
                    saved.Add(step.Move, temporary);
                    Move(temporary, target, Source(source, target));
                    break;
                default:
                    Move(code.Define(target), target, saved[step.Move]);
                    break;
            }
        }
    }

    private string Source(Value source, BlockParameter target) =>
        target.Type == IRType.Pointer ? addresses.In(source, code.Spaces.SpaceOf(target)) : code.Use(source);

    private void Move(string register, BlockParameter target, string source) =>
        code.Line($"mov.{PtxText.Bits(code.Registers.ClassOf(target))} {register}, {source}");
}
