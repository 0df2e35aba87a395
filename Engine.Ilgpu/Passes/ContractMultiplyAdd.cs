using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Contracts a product and a sum to one fused operation, which rounds once: a·b + c, a·b − c, c − a·b. Only under fast
/// math, since the result can differ in the last place (and is, if anything, closer to the true one).
/// <para>Refuses: products that something else needs too, and that are not in the sum's block (another may run less often).</para>
/// <para>Cost: linear.</para>
/// </summary>
internal static class ContractMultiplyAdd
{
    public static bool Run(Function function)
    {
        var uses = CountUses(function);
        var replacements = new Dictionary<Value, Value>();
        foreach (var block in function.Blocks)
        {
            var products = new HashSet<Value>();
            var contracted = new HashSet<Instruction>();
            var output = new List<Instruction>(block.Instructions.Count);
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Op == Op.Mul && instruction.Type.IsFloat() && uses.GetValueOrDefault(instruction) == 1)
                    products.Add(instruction);
                if (Contract(instruction, products, output) is not { } product)
                {
                    output.Add(instruction);
                    continue;
                }
                contracted.Add(product);
                replacements.Add(instruction, output[^1]);
            }
            output.RemoveAll(contracted.Contains);
            block.Instructions.Clear();
            block.Instructions.AddRange(output);
        }
        function.ReplaceUses(replacements);
        return replacements.Count != 0;
    }

    /// <summary>Adds the fused operation, and what it needs, to the output.</summary>
    /// <returns>The product that is not needed any more; null if there is nothing to contract.</returns>
    private static Instruction? Contract(Instruction sum, HashSet<Value> products, List<Instruction> output)
    {
        if (!sum.Type.IsFloat() || sum.Op is not (Op.Add or Op.Sub))
            return null;
        var (left, right) = (sum.Operands[0], sum.Operands[1]);
        if (products.Contains(left))
        {
            var product = (Instruction)left;
            Fuse(product.Operands[0], product.Operands[1], sum.Op == Op.Sub ? Negated(right) : right);
            return product;
        }
        if (products.Contains(right))
        {
            var product = (Instruction)right;
            Fuse(sum.Op == Op.Sub ? Negated(product.Operands[0]) : product.Operands[0], product.Operands[1], left);
            return product;
        }
        return null;

        Instruction Negated(Value value)
        {
            var negated = new Instruction(Op.Neg, value.Type, [value], 0, sum.Location);
            output.Add(negated);
            return negated;
        }

        void Fuse(Value a, Value b, Value c) =>
            output.Add(new Instruction(Op.FusedMultiplyAdd, sum.Type, [a, b, c], 0, sum.Location));
    }

    private static Dictionary<Value, int> CountUses(Function function)
    {
        var uses = new Dictionary<Value, int>();
        void Count(Value value) => uses[value] = uses.GetValueOrDefault(value) + 1;
        foreach (var block in function.Blocks)
        {
            foreach (var operand in block.Instructions.SelectMany(instruction => instruction.Operands))
                Count(operand);
            foreach (var argument in block.Terminator!.Edges.SelectMany(edge => edge.Arguments))
                Count(argument);
        }
        return uses;
    }
}
