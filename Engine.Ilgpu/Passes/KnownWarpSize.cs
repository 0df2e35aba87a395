using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Puts a device's warp size in place of the question for it, so that loops over the lanes of a warp have a known number
/// of turns. Widths of shuffles still ask: that says "the whole warp", which analyses know.
/// <para>Cost: one walk over the function.</para>
/// </summary>
internal static class KnownWarpSize
{
    public static bool Run(Function function, int warpSize)
    {
        var known = new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance);
        var shuffles = new List<(Instruction Shuffle, Value Width)>();
        foreach (var instruction in function.Instructions)
        {
            if (instruction.Op == Op.WarpSize)
                known.Add(instruction, Constant.Int32(warpSize));
            else if (instruction.Op is Op.Shuffle or Op.ShuffleUp or Op.ShuffleDown or Op.ShuffleXor)
                shuffles.Add((instruction, instruction.Operands[2]));
        }
        function.ReplaceUses(known);
        foreach (var (shuffle, width) in shuffles)
        {
            if (known.ContainsKey(width))
                shuffle.Operands[2] = width;
        }
        return known.Count > 0;
    }
}
