using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>Barriers, fences, and values that pass between work items.</summary>
internal sealed class PtxSynchronization(PtxCode code, PtxSharedMemory shared)
{
    private const string AllLanes = "0xffffffff";

    private string? _lastLane;

    /// <summary>For a function that shuffles: finds the last lane of the warp that has an item, at the function's entry.</summary>
    public void FindLastLane()
    {
        if (!code.Function.Instructions.Any(instruction => instruction.Op is >= Op.Shuffle and <= Op.ShuffleXor))
            return;
        string plane = code.Compute(RegisterClass.Word, "mul.lo.s32", $"{Special("%ntid.x")}, {Special("%ntid.y")}");
        string items = code.Compute(RegisterClass.Word, "mul.lo.s32", $"{plane}, {Special("%ntid.z")}");
        string first = code.Compute(RegisterClass.Word, "and.b32", $"{LinearThread()}, {-PtxTarget.WarpSize}");
        string rest = code.Compute(RegisterClass.Word, "sub.s32", $"{items}, {first}");
        string last = code.Compute(RegisterClass.Word, "sub.s32", $"{rest}, 1");
        _lastLane = code.Compute(RegisterClass.Word, "min.s32", $"{last}, {PtxTarget.WarpSize - 1}");
    }

    public void Fence(FenceLevel level) => code.Line(level switch
    {
        FenceLevel.Group => "membar.cta",
        FenceLevel.Device => "membar.gl",
        _ => "membar.sys",
    });

    public void Barrier() => code.Line("bar.sync 0");

    public void WarpBarrier() => code.Line($"bar.warp.sync {AllLanes}");

    public void BarrierReduce(Instruction instruction)
    {
        string opcode = instruction.Op switch
        {
            Op.BarrierPopCount => "bar.red.popc.u32",
            Op.BarrierAnd => "bar.red.and.pred",
            _ => "bar.red.or.pred",
        };
        code.Line($"{opcode} {code.Define(instruction)}, 0, {code.InRegister(instruction.Operands[0])}");
    }

    /// <summary>One item writes to shared memory, all read; the second barrier keeps the next broadcast away.</summary>
    public void Broadcast(Instruction instruction)
    {
        var (value, source) = (instruction.Operands[0], instruction.Operands[1]);
        bool isPredicate = value.Type == IRType.Int1;
        var kind = isPredicate ? RegisterClass.Word : code.Registers.ClassOf(value);
        string bits = PtxText.Bits(kind);
        string word = isPredicate ? code.Compute(RegisterClass.Word, "selp.b32", $"1, 0, {code.InRegister(value)}") : code.InRegister(value);
        string isSource = code.Compute(RegisterClass.Predicate, "setp.eq.s32", $"{LinearThread()}, {code.Use(source)}");
        string address = code.Compute(RegisterClass.Word, "mov.b32", shared.Exchange);
        code.Line($"@{isSource} st.shared.{bits} [{address}], {word}");
        code.Line("bar.sync 0");
        string result = isPredicate ? code.Registers.New(RegisterClass.Word) : code.Define(instruction);
        code.Line($"ld.shared.{bits} {result}, [{address}]");
        code.Line("bar.sync 0");
        if (isPredicate)
            code.Line($"setp.ne.u32 {code.Define(instruction)}, {result}, 0");
    }

    public void Shuffle(Instruction instruction)
    {
        var operands = instruction.Operands;
        string mode = instruction.Op switch
        {
            Op.Shuffle => "idx",
            Op.ShuffleUp => "up",
            Op.ShuffleDown => "down",
            _ => "bfly",
        };
        string control;
        string outside;
        string lane;
        if (instruction.Op is Op.ShuffleUp or Op.ShuffleDown && !IsWithinSegment(instruction))
        {
            // A negative distance leads the other way, which the instruction's own modes cannot.
            string own = Special("%laneid");
            string step = instruction.Op == Op.ShuffleUp ? "sub.s32" : "add.s32";
            lane = code.Compute(RegisterClass.Word, step, $"{own}, {code.Use(operands[1])}");
            string apart = code.Compute(RegisterClass.Word, "xor.b32", $"{lane}, {own}");
            outside = code.Compute(RegisterClass.Predicate, "setp.hs.u32", $"{apart}, {code.Use(operands[2])}");
            (mode, control) = ("idx", _lastLane!);
        }
        else
        {
            control = Control(instruction.Op, operands[2]);
            outside = Outside(instruction);
            lane = code.Use(operands[1]);
        }
        string target = code.Define(instruction);
        switch (instruction.Type)
        {
            case IRType.Int1:
                string word = code.Compute(RegisterClass.Word, "selp.b32", $"1, 0, {code.InRegister(operands[0])}");
                code.Line($"setp.ne.u32 {target}, {Exchange(word)}, 0");
                break;
            case IRType.Int64 or IRType.Float64 or IRType.Pointer:
                string low = code.Registers.New(RegisterClass.Word);
                string high = code.Registers.New(RegisterClass.Word);
                code.Line($"mov.b64 {{{low}, {high}}}, {code.InRegister(operands[0])}");
                code.Line($"mov.b64 {target}, {{{Exchange(low)}, {Exchange(high)}}}");
                break;
            case IRType.Float32:
                string bits = code.Compute(RegisterClass.Word, "mov.b32", code.InRegister(operands[0]));
                code.Line($"mov.b32 {target}, {Exchange(bits)}");
                break;
            default:
                code.Line($"mov.b32 {target}, {Exchange(code.InRegister(operands[0]))}");
                break;
        }

        string Exchange(string source)
        {
            string result = code.Compute(RegisterClass.Word, $"shfl.sync.{mode}.b32", $"{source}, {lane}, {control}, {AllLanes}");
            return outside.Length == 0 ? result : code.Compute(RegisterClass.Word, "selp.b32", $"{source}, {result}, {outside}");
        }
    }

    /// <summary>
    /// The segment's mask and the last lane that may be read: ((32 - width) &lt;&lt; 8) | clamp. Where the segment is the
    /// last of a warp that is not full, the clamp is the last lane that has an item: beyond, an item keeps its own value.
    /// </summary>
    private string Control(Op op, Value width)
    {
        long? known = KnownWidth(width);
        if (known == PtxTarget.WarpSize)
            return op == Op.ShuffleUp ? "0" : _lastLane!;
        string mask = known is { } constant
            ? PtxText.Literal(Constant.Int32((PtxTarget.WarpSize - (int)constant) << 8))
            : code.Compute(RegisterClass.Word, "shl.b32", $"{code.Compute(RegisterClass.Word, "sub.s32", $"{PtxTarget.WarpSize}, {code.Use(width)}")}, 8");
        if (op == Op.ShuffleUp)
            return mask;
        string within = code.Compute(RegisterClass.Word, "sub.s32", $"{code.Use(width)}, 1");
        string end = code.Compute(RegisterClass.Word, "or.b32", $"{Special("%laneid")}, {within}");
        string isFull = code.Compute(RegisterClass.Predicate, "setp.le.s32", $"{end}, {_lastLane}");
        string clamp = code.Compute(RegisterClass.Word, "selp.b32", $"{PtxTarget.WarpSize - 1}, {_lastLane}, {isFull}");
        return code.Compute(RegisterClass.Word, "or.b32", $"{clamp}, {mask}");
    }

    /// <summary>A predicate that is true where an exclusive or leads to another segment; empty if that cannot be.</summary>
    private string Outside(Instruction instruction) =>
        instruction.Op != Op.ShuffleXor || IsWithinSegment(instruction)
            ? ""
            : code.Compute(RegisterClass.Predicate, "setp.hs.u32", $"{code.InRegister(instruction.Operands[1])}, {code.Use(instruction.Operands[2])}");

    private static bool IsWithinSegment(Instruction instruction) =>
        instruction.Operands[1] is Constant distance && KnownWidth(instruction.Operands[2]) is { } width && (ulong)distance.Bits < (ulong)width;

    /// <summary>Shuffles of the whole warp ask for its size; see <see cref="Passes.KnownWarpSize"/>.</summary>
    private static long? KnownWidth(Value width) => width switch
    {
        Constant constant => constant.Bits,
        Instruction { Op: Op.WarpSize } => PtxTarget.WarpSize,
        _ => null,
    };

    private string LinearThread()
    {
        string x = Special("%tid.x");
        string row = code.Compute(RegisterClass.Word, "mad.lo.s32", $"{Special("%tid.z")}, {Special("%ntid.y")}, {Special("%tid.y")}");
        return code.Compute(RegisterClass.Word, "mad.lo.s32", $"{row}, {Special("%ntid.x")}, {x}");
    }

    private string Special(string register) => code.Compute(RegisterClass.Word, "mov.u32", register);
}
