using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes.Simplification;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Local rewriting: constants folded by <see cref="Semantics"/>, identities that hold bit for bit (the tables in
/// Simplification/), asserts that surely hold removed.
/// <para>Refuses: float rewrites that change a zero's sign, a rounding or an ordering with NaN; anything with an effect.</para>
/// <para>Cost: one walk in reverse postorder, so operands are simplified before their users; a rewrite looks at a bounded
/// number of operations. What loops feed back is left to the next run.</para>
/// </summary>
internal static class Simplify
{
    public static bool Run(Function function)
    {
        var folder = new Folder();
        var replacements = new Dictionary<Value, Value>();
        bool changed = false;
        foreach (var block in new ControlFlowGraph(function).ReversePostorder)
        {
            var before = block.Instructions.ToArray();
            folder.Output = block.Instructions;
            folder.Output.Clear();
            foreach (var instruction in before)
            {
                Resolve(instruction.Operands, replacements);
                if (instruction.Op == Op.Assert && Match.IsConstant(instruction.Operands[0], 1))
                {
                    changed = true;
                    continue;
                }
                var value = folder.Place(instruction);
                if (value == instruction)
                    continue;
                replacements.Add(instruction, value);
                changed = true;
            }
        }
        function.ReplaceUses(replacements);
        return changed;
    }

    private static void Resolve(Value[] operands, Dictionary<Value, Value> replacements)
    {
        for (int i = 0; i < operands.Length; i++)
        {
            if (replacements.TryGetValue(operands[i], out var value))
                operands[i] = value;
        }
    }
}
