using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>
/// Barriers, votes, broadcasts and shuffles. What a group passes around goes through one word of its local memory.
/// </summary>
internal sealed class ClSynchronization(ClValues values, ClPrelude prelude, ClTarget target, ClWriter writer)
{
    /// <summary>The group's word, as a declaration.</summary>
    public const string ExchangeWord = "__local ulong exchange[1];";

    /// <summary>An item's place in its group.</summary>
    public const string LinearIndex =
        "const uint linear = (uint)((get_local_id(2) * get_local_size(1) + get_local_id(1)) * get_local_size(0) + get_local_id(0));";

    private const string GroupSize = "(uint)(get_local_size(0) * get_local_size(1) * get_local_size(2))";

    public static bool UsesExchangeWord(Instruction instruction) =>
        instruction.Op is Op.Broadcast or Op.BarrierPopCount or Op.BarrierAnd or Op.BarrierOr;

    public void Emit(Instruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.Barrier:
                Line(ClPrelude.Barrier + ";");
                break;
            case Op.BarrierPopCount:
                Vote(instruction, "count");
                break;
            case Op.BarrierAnd:
                Vote(instruction, $"count == {GroupSize}");
                break;
            case Op.BarrierOr:
                Vote(instruction, "count != 0");
                break;
            case Op.Broadcast:
                Broadcast(instruction);
                break;
            case Op.WarpBarrier:
                // A warp of one lane has nobody to wait for.
                if (target.WarpSize > 1)
                    Line("sub_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);");
                break;
            default:
                Shuffle(instruction);
                break;
        }
    }

    private void Vote(Instruction vote, string result)
    {
        // The first barrier also keeps an earlier use of the word apart from this one.
        Line("if (linear == 0) *(__local uint*)exchange = 0;");
        Line(ClPrelude.Barrier + ";");
        Line($"if ({values[vote.Operands[0]]}) atomic_inc((volatile __local uint*)exchange);");
        Line(ClPrelude.Barrier + ";");
        Line($"{{ uint count = *(__local uint*)exchange; {ClValues.Name(vote)} = {result}; }}");
        Line(ClPrelude.Barrier + ";");
    }

    private void Broadcast(Instruction broadcast)
    {
        string word = $"*(__local mem_{ClTypes.InMemory(broadcast.Type)}*)exchange";
        string read = broadcast.Type == IRType.Int1 ? $"{word} != 0" : word;
        Line($"if (linear == {values[broadcast.Operands[1]]}) {word} = {values[broadcast.Operands[0]]};");
        Line(ClPrelude.Barrier + ";");
        Line($"{ClValues.Name(broadcast)} = {read};");
        Line(ClPrelude.Barrier + ";");
    }

    private void Shuffle(Instruction shuffle)
    {
        string value = values[shuffle.Operands[0]];
        string result = ClValues.Name(shuffle);
        if (target.WarpSize == 1)
        {
            Line($"{result} = {value};");
            return;
        }
        string function = prelude.Function("source_lane", () => """
            uint source_lane(long source, uint width)
            {
                uint lane = get_sub_group_local_id();
                long first = lane & ~(width - 1);
                return source >= first && source < first + width && source < get_sub_group_size() ? (uint)source : lane;
            }
            """);
        string operand = values[shuffle.Operands[1]];
        string width = values[shuffle.Operands[2]];
        const string Lane = "(long)get_sub_group_local_id()";
        string source = shuffle.Op switch
        {
            Op.Shuffle => $"({Lane} & ~((long){width} - 1)) + ({operand} & ({width} - 1))",
            Op.ShuffleUp => $"{Lane} - (int){operand}",
            Op.ShuffleDown => $"{Lane} + (int){operand}",
            _ => $"{Lane} ^ (int){operand}",
        };
        string passed = shuffle.Type == IRType.Int1 ? $"(uint){value}" : value;
        string got = $"sub_group_shuffle({passed}, {function}({source}, {width}))";
        Line($"{result} = {(shuffle.Type == IRType.Int1 ? $"{got} != 0" : got)};");
    }

    private void Line(string line) => writer.Line(line);
}
