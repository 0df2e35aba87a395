using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// A function for groups of known dimensions, rewritten for groups of one row, in which warps lie side by side: an item asks
/// for its number in the row alone, and what it was to know follows from that.
/// </summary>
internal static class FlatGroup
{
    /// <param name="row">Items of the row: as many as the group has, or more, which then end at once.</param>
    public static Function Of(Function source, int x, int y, int z, int row)
    {
        var function = new FunctionCopy(source).Result;
        var answers = new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance);
        var b = new IRBuilder(function);
        foreach (var block in function.Blocks)
        {
            Instruction[] instructions = [.. block.Instructions];
            block.Instructions.Clear();
            b.Block = block;
            foreach (var instruction in instructions)
            {
                if (instruction.Op == Op.GroupDimension)
                    answers.Add(instruction, Constant.Int32(instruction.Immediate switch { 0 => x, 1 => y, _ => z }));
                else if (instruction.Op == Op.ThreadIndex)
                    answers.Add(instruction, Index(b, instruction.Immediate, x, y, z));
                else
                    block.Instructions.Add(instruction);
            }
        }
        function.ReplaceUses(answers);
        if (row > x * y * z)
            Guard(function, x * y * z);
        return function;
    }

    private static Value Index(IRBuilder b, long axis, int x, int y, int z)
    {
        var (below, own, above) = axis switch { 0 => (1, x, y * z), 1 => (x, y, z), _ => (x * y, z, 1) };
        if (own == 1)
            return Constant.Int32(0);
        Value index = b.Query(Op.ThreadIndex);
        if (below > 1)
            index = b.Binary(Op.DivUnsigned, index, Constant.Int32(below));
        return above > 1 ? b.Binary(Op.RemUnsigned, index, Constant.Int32(own)) : index;
    }

    /// <summary>Ends the items that the group has not.</summary>
    private static void Guard(Function function, int items)
    {
        var entry = function.Entry;
        var guard = new Block("guard");
        var end = new Block("end") { Terminator = new Return() };
        guard.Instructions.AddRange(entry.Instructions.Where(instruction => instruction.Op is Op.Alloca or Op.SharedAlloca));
        entry.Instructions.RemoveAll(guard.Instructions.Contains);
        function.Blocks.Insert(0, guard);
        function.Blocks.Add(end);
        var b = new IRBuilder(function) { Block = guard };
        b.BranchIf(b.Compare(Comparison.LessUnsigned, b.Query(Op.ThreadIndex), Constant.Int32(items)), new Edge(entry), new Edge(end));
    }
}
