using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

/// <summary>Every pure operation on every type that has it, on boundary values: opaque and with constant operands.</summary>
public sealed class OperationTests
{
    private static readonly int[] Ints =
        [0, 1, -1, 2, -2, 7, 31, 32, 33, 63, 64, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, int.MinValue + 1];
    private static readonly long[] Longs =
        [.. Ints.Select(value => (long)value), uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue, long.MinValue + 1, 0x123456789abcdef0];
    private static readonly double[] Doubles =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3.1415926, 1e-45, 1e-310, 1e38, -1e38, 1e300, 2147483647, 2147483648, -2147483648, -2147483649,
        4294967295, 4294967296, 9.2233720368547758e18, 1.8446744073709552e19, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly Op[] FloatBinary =
        [Op.Add, Op.Sub, Op.Mul, Op.Div, Op.Rem, Op.Min, Op.Max, Op.CopySign, Op.Pow, Op.Atan2, Op.IeeeRemainder];
    private static readonly Op[] IntBinary =
    [
        Op.Add, Op.Sub, Op.Mul, Op.Div, Op.DivUnsigned, Op.Rem, Op.RemUnsigned, Op.Min, Op.Max, Op.MinUnsigned, Op.MaxUnsigned,
        Op.And, Op.Or, Op.Xor, Op.ShiftLeft, Op.ShiftRight, Op.ShiftRightUnsigned,
    ];
    private static readonly Op[] FloatUnary =
    [
        Op.Neg, Op.Abs, Op.Sqrt, Op.ReciprocalSqrt, Op.Reciprocal, Op.Exp, Op.Exp2, Op.Log, Op.Log2, Op.Log10, Op.Sin, Op.Cos, Op.Tan,
        Op.Asin, Op.Acos, Op.Atan, Op.Sinh, Op.Cosh, Op.Tanh, Op.Floor, Op.Ceiling, Op.Truncate, Op.RoundEven, Op.RoundAwayFromZero,
    ];
    private static readonly Op[] IntUnary = [Op.Neg, Op.Not, Op.Abs, Op.PopCount, Op.LeadingZeros, Op.TrailingZeros];

    private static readonly IRType[] Arithmetic = [IRType.Int32, IRType.Int64, IRType.Float32, IRType.Float64];
    private static readonly IRType[] Small = [IRType.Int1, IRType.Int8, IRType.Int16];

    public static TheoryData<string> Types => [.. Arithmetic.Select(type => type.ToString())];
    public static TheoryData<string> AllTypes => [.. Arithmetic.Concat(Small).Select(type => type.ToString())];

    [Theory]
    [MemberData(nameof(Types))]
    public void Binary(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        foreach (var op in type.IsFloat() ? FloatBinary : IntBinary)
        {
            bool shift = op is Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned;
            var pairs = Pairs(Values(type), Values(shift ? IRType.Int32 : type));
            // C libraries disagree on pow(1, signalling NaN).
            if (op == Op.Pow)
                pairs.RemoveAll(pair => Array.Exists(pair, value => IsSignallingNaN(value, type)));
            Check([type, shift ? IRType.Int32 : type], pairs, type, (b, v) => b.Emit(op, type, 0, v));
        }
    }

    private static bool IsSignallingNaN(long bits, IRType type) => type == IRType.Float32
        ? float.IsNaN(BitConverter.Int32BitsToSingle((int)bits)) && (bits & 0x40_0000) == 0
        : double.IsNaN(BitConverter.Int64BitsToDouble(bits)) && (bits & 0x8_0000_0000_0000) == 0;

    [Theory]
    [MemberData(nameof(Types))]
    public void Unary(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        foreach (var op in type.IsFloat() ? FloatUnary : IntUnary)
            Check([type], [.. Values(type).Select(value => new[] { value })], type, (b, v) => b.Emit(op, type, 0, v));
    }

    [Theory]
    [InlineData("Float32")]
    [InlineData("Float64")]
    public void FusedMultiplyAdd(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        long[] some = [.. Values(type).Where((_, i) => i % 3 == 0 || i > 22)];
        var triples = Pairs(some, some).SelectMany(pair => some.Select(value => new[] { pair[0], pair[1], value })).ToList();
        Check([type, type, type], triples, type, (b, v) => b.Fma(v[0], v[1], v[2]));
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void CompareAsValueAndAsBranch(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        var pairs = Pairs(Values(type), Values(type));
        foreach (var comparison in Enum.GetValues<Comparison>())
        {
            Check([type, type], pairs, IRType.Int32, (b, v) => b.Convert(Op.ZeroExtend, IRType.Int32, b.Compare(comparison, v[0], v[1])));
            foreach (bool swap in (bool[])[false, true])
                Check([type, type], pairs, IRType.Int32, (b, v) => Branches(b, b.Compare(comparison, v[0], v[1]), swap));
        }
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void LogicAndSelect(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        var pairs = Pairs(Values(type), Values(type));
        if (!type.IsFloat())
        {
            foreach (var op in (Op[])[Op.And, Op.Or, Op.Xor])
                Check([type, type], pairs, type, (b, v) => b.Emit(op, type, 0, v));
        }
        Check([type, type], pairs, type, (b, v) => b.Select(b.Compare(Comparison.Less, v[0], v[1]), v[0], v[1]));
        if (type == IRType.Int1)
            Check([type], [[0], [1]], type, (b, v) => b.Unary(Op.Not, v[0]));
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Conversions(string typeName)
    {
        var from = Enum.Parse<IRType>(typeName);
        foreach (var to in Arithmetic.Concat(Small))
        {
            foreach (var op in Enum.GetValues<Op>().Where(op => IsConversion(op, from, to)))
                Check([from], [.. Values(from).Select(value => new[] { value })], to, (b, v) => b.Convert(op, to, v[0]));
        }
    }

    private static bool IsConversion(Op op, IRType from, IRType to) => op switch
    {
        Op.SignExtend or Op.ZeroExtend => from.IsInteger() && to.IsInteger() && to.SizeInBits() > from.SizeInBits(),
        Op.Narrow => from.IsInteger() && to.IsInteger() && to.SizeInBits() < from.SizeInBits(),
        Op.SignedToFloat or Op.UnsignedToFloat => from.IsInteger() && to.IsFloat(),
        Op.FloatToSigned or Op.FloatToUnsigned => from.IsFloat() && to is IRType.Int32 or IRType.Int64 && from.IsFloat(),
        Op.FloatConvert => from.IsFloat() && to.IsFloat() && from != to,
        Op.Bitcast => from.SizeInBits() == to.SizeInBits() && from != to,
        _ => false,
    };

    /// <summary>One kernel per operation: item i computes on tuple i, read from memory, and with the second operand a constant.</summary>
    private static void Check(IRType[] types, List<long[]> tuples, IRType result, Func<IRBuilder, Value[], Value> emit)
    {
        var inputs = new byte[types.Length + 1][];
        for (int i = 0; i < types.Length; i++)
        {
            inputs[i] = new byte[tuples.Count * 8];
            for (int row = 0; row < tuples.Count; row++)
                BitConverter.TryWriteBytes(inputs[i].AsSpan(row * 8), tuples[row][i]);
        }
        inputs[^1] = new byte[tuples.Count * 8];
        CpuRun.CheckOnce(Kernel(types, null, result, emit), CpuRun.Line(tuples.Count, 1), result, inputs);
        if (types.Length < 2)
            return;
        foreach (long last in tuples.Select(tuple => tuple[^1]).Distinct().Where((_, i) => i % 3 == 0))
            CpuRun.CheckOnce(Kernel(types, Constant.FromBits(types[^1], last), result, emit), CpuRun.Line(tuples.Count, 1), result, inputs);
    }

    private static Function Kernel(IRType[] types, Constant? last, IRType result, Func<IRBuilder, Value[], Value> emit)
    {
        var function = new Function("operation");
        var pointers = types.Select((_, i) => function.AddParameter(IRType.Pointer, $"in{i}")).ToArray();
        var target = function.AddParameter(IRType.Pointer, "out");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        var index = b.Convert(Op.SignExtend, IRType.Int64, b.Query(Op.GroupIndex));
        var values = new Value[types.Length];
        for (int i = 0; i < types.Length; i++)
            values[i] = i == types.Length - 1 && last is not null ? last : b.Load(types[i], b.Element(pointers[i], index, 8));
        var value = emit(b, values);
        b.Store(b.Element(target, index, 8), value);
        b.Return();
        Assert.Equal(result, value.Type);
        return function;
    }

    /// <summary>The condition decided by a branch; swapped, the other side comes next in the list of blocks.</summary>
    private static BlockParameter Branches(IRBuilder b, Value condition, bool swap)
    {
        var first = b.Function.AddBlock("first");
        var second = b.Function.AddBlock("second");
        var join = b.Function.AddBlock("join");
        var result = join.AddParameter(IRType.Int32);
        b.BranchIf(condition, new Edge(swap ? second : first), new Edge(swap ? first : second));
        b.Block = first;
        b.Branch(join, Constant.Int32(11));
        b.Block = second;
        b.Branch(join, Constant.Int32(22));
        b.Block = join;
        return result;
    }

    private static List<long[]> Pairs(long[] left, long[] right) =>
        [.. left.SelectMany(a => right.Select(b => new[] { a, b }))];

    private static long[] Values(IRType type) => type switch
    {
        IRType.Float32 => [.. Doubles.Select(value => (long)BitConverter.SingleToUInt32Bits((float)value)), 0x7fa00001],
        IRType.Float64 => [.. Doubles.Select(BitConverter.DoubleToInt64Bits), 0x7ff4000000000001],
        IRType.Int64 => Longs,
        IRType.Int1 => [0, 1],
        _ => [.. Ints.Select(value => Semantics.Canonicalize(type, value)).Distinct()],
    };
}
