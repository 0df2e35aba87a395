using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.Cpu;
using Xunit;

namespace Engine.Tests.Ilgpu.OpenCL;

/// <summary>Every pure operation on boundary values, all operations of a type in one kernel.</summary>
public sealed class ClOperationTests
{
    private static readonly int[] Ints =
        [0, 1, -1, 2, -2, 7, 31, 32, 33, 63, 64, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, int.MinValue + 1];
    private static readonly double[] Doubles =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3.1415926, 1e-45, 1e-310, 1e38, -1e38, 1e300, 2147483647, 2147483648, -2147483648, -2147483649,
        4294967295, 4294967296, 9.2233720368547758e18, 1.8446744073709552e19, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly Op[] ExactFloatBinary = [Op.Add, Op.Sub, Op.Mul, Op.Div, Op.Rem, Op.Min, Op.Max, Op.CopySign, Op.IeeeRemainder];
    private static readonly Op[] ExactFloatUnary =
    [
        Op.Neg, Op.Abs, Op.Sqrt, Op.ReciprocalSqrt, Op.Reciprocal, Op.Floor, Op.Ceiling, Op.Truncate, Op.RoundEven, Op.RoundAwayFromZero,
    ];
    private static readonly Op[] Functions =
    [
        Op.Exp, Op.Exp2, Op.Log, Op.Log2, Op.Log10, Op.Sin, Op.Cos, Op.Tan, Op.Asin, Op.Acos, Op.Atan, Op.Sinh, Op.Cosh, Op.Tanh,
    ];
    private static readonly Op[] IntBinary =
    [
        Op.Add, Op.Sub, Op.Mul, Op.Div, Op.DivUnsigned, Op.Rem, Op.RemUnsigned, Op.Min, Op.Max, Op.MinUnsigned, Op.MaxUnsigned, Op.And, Op.Or, Op.Xor,
    ];
    private static readonly Op[] Shifts = [Op.ShiftLeft, Op.ShiftRight, Op.ShiftRightUnsigned];
    private static readonly Op[] IntUnary = [Op.Neg, Op.Not, Op.Abs, Op.PopCount, Op.LeadingZeros, Op.TrailingZeros];
    private static readonly IRType[] All =
        [IRType.Int1, IRType.Int8, IRType.Int16, IRType.Int32, IRType.Int64, IRType.Float32, IRType.Float64];

    [Theory]
    [InlineData("Int32")]
    [InlineData("Int64")]
    [InlineData("Float32")]
    [InlineData("Float64")]
    public void OperationsOnPairs(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        long[] values = Values(type);
        List<long[]> pairs = [.. values.SelectMany(a => values.Select(b => new[] { a, b }))];
        Check(type, pairs, (b, x, y) =>
        {
            var results = new List<Value>();
            foreach (var op in type.IsFloat() ? ExactFloatBinary : IntBinary)
                results.Add(b.Binary(op, x, y));
            if (!type.IsFloat())
            {
                var amount = type == IRType.Int64 ? b.Convert(Op.Narrow, IRType.Int32, y) : y;
                results.AddRange(Shifts.Select(op => b.Emit(op, type, 0, x, amount)));
            }
            else
            {
                results.Add(b.Fma(x, y, x));
                // A product and a sum stay two roundings.
                results.Add(b.Binary(Op.Add, b.Binary(Op.Mul, x, y), Constant.FromBits(type, values[9])));
            }
            foreach (var comparison in Enum.GetValues<Comparison>())
            {
                var condition = b.Compare(comparison, x, y);
                results.Add(b.Convert(Op.ZeroExtend, IRType.Int32, condition));
                results.Add(b.Select(condition, x, y));
            }
            return results;
        });
    }

    [Theory]
    [InlineData("Int1")]
    [InlineData("Int8")]
    [InlineData("Int16")]
    [InlineData("Int32")]
    [InlineData("Int64")]
    [InlineData("Float32")]
    [InlineData("Float64")]
    public void OperationsOnOneValue(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        Check(type, [.. Values(type).Select(value => new[] { value, value })], (b, x, _) =>
        {
            var results = new List<Value>();
            if (type == IRType.Int1)
                results.Add(b.Unary(Op.Not, x));
            else if (type.IsArithmetic())
                results.AddRange((type.IsFloat() ? ExactFloatUnary : IntUnary).Select(op => b.Unary(op, x)));
            foreach (var to in All)
                results.AddRange(Enum.GetValues<Op>().Where(op => IsConversion(op, type, to)).Select(op => b.Convert(op, to, x)));
            return results;
        });
    }

    /// <summary>OpenCL allows these some units in the last place (sin and cos 4, exp 3, pow 16, tan and tanh 5).</summary>
    [Theory]
    [InlineData("Float32", 2e-6)]
    [InlineData("Float64", 5e-15)]
    public void FunctionsAreCloseToTheirMathematicalValue(string typeName, double tolerance)
    {
        var type = Enum.Parse<IRType>(typeName);
        double[] arguments = [.. Enumerable.Range(-40, 81).Select(i => i * 0.173), 20.5, -20.5, 1e-6, double.NaN, double.PositiveInfinity];
        List<long[]> pairs = [.. arguments.Select(x => new[] { Bits(type, x), Bits(type, 1.5) })];
        using var driver = ClRun.OpenDriver();
        var function = Kernel(type, pairs.Count, (b, x, y) => [.. Functions.Select(op => b.Unary(op, x)), b.Binary(Op.Pow, x, y), b.Binary(Op.Atan2, x, y)]);
        byte[] output = new byte[pairs.Count * (Functions.Length + 2) * 8];
        byte[][] buffers = [Column(pairs, 0), Column(pairs, 1), output];
        byte[] expected = CpuRun.Interpret(function, Geometry(pairs.Count), buffers, 1)[2];
        byte[] actual = ClRun.Run(driver, driver.Compile(function), function, Geometry(pairs.Count), buffers)[2];
        for (int i = 0; i < expected.Length; i += 8)
        {
            double wanted = Number(type, BitConverter.ToInt64(expected, i));
            double found = Number(type, BitConverter.ToInt64(actual, i));
            bool isClose = Math.Abs(wanted - found) <= tolerance * Math.Max(1, Math.Abs(wanted));
            Assert.True(isClose || wanted.Equals(found), $"result {i / 8 / pairs.Count} of {arguments[i / 8 % pairs.Count]}: expected {wanted:R}, got {found:R}");
        }
    }

    private static void Check(IRType type, List<long[]> pairs, Func<IRBuilder, Value, Value, List<Value>> emit)
    {
        using var driver = ClRun.OpenDriver();
        var types = new List<IRType>();
        var function = Kernel(type, pairs.Count, (b, x, y) =>
        {
            var results = emit(b, x, y);
            types.AddRange(results.Select(result => result.Type));
            return results;
        });
        byte[][] buffers = [Column(pairs, 0), Column(pairs, 1), new byte[pairs.Count * types.Count * 8]];
        byte[] expected = CpuRun.Interpret(function, Geometry(pairs.Count), buffers, 1)[2];
        byte[] actual = ClRun.Run(driver, driver.Compile(function), function, Geometry(pairs.Count), buffers)[2];
        for (int i = 0; i < expected.Length; i += 8)
        {
            int result = i / 8 / pairs.Count;
            long wanted = BitConverter.ToInt64(expected, i);
            long found = BitConverter.ToInt64(actual, i);
            bool areNaN = types[result].IsFloat() && double.IsNaN(Number(types[result], wanted)) && double.IsNaN(Number(types[result], found));
            if (wanted != found && !areNaN)
                Assert.Fail($"{function.Instructions.Where(one => one.Op == Op.Store).ElementAt(result).Operands[1] switch { Instruction made => made.Op, _ => null }} "
                    + $"(result {result}) of {pairs[i / 8 % pairs.Count][0]:x}, {pairs[i / 8 % pairs.Count][1]:x}: expected {wanted:x}, got {found:x}");
        }
    }

    private static LaunchGeometry Geometry(int count) => new((count + 31) / 32, 1, 1, 32, 1, 1, 0);

    /// <summary>Item i loads pair i and stores each result in a run of its own.</summary>
    private static Function Kernel(IRType type, int count, Func<IRBuilder, Value, Value, List<Value>> emit)
    {
        var function = new Function("operations");
        var left = function.AddParameter(IRType.Pointer, "left");
        var right = function.AddParameter(IRType.Pointer, "right");
        var target = function.AddParameter(IRType.Pointer, "target");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        var work = function.AddBlock("work");
        var end = function.AddBlock("end");
        var item = b.Binary(Op.Add, b.Binary(Op.Mul, b.Query(Op.GroupIndex), b.Query(Op.GroupDimension)), b.Query(Op.ThreadIndex));
        b.BranchIf(b.Compare(Comparison.Less, item, Constant.Int32(count)), new Edge(work), new Edge(end));
        b.Block = work;
        var index = b.Convert(Op.SignExtend, IRType.Int64, item);
        var results = emit(b, b.Load(type, b.Element(left, index, 8)), b.Load(type, b.Element(right, index, 8)));
        var place = b.Element(target, index, 8);
        for (int i = 0; i < results.Count; i++)
            b.Store(b.Offset(place, (long)i * count * 8), results[i]);
        b.Branch(end);
        b.Block = end;
        b.Return();
        return function;
    }

    private static byte[] Column(List<long[]> pairs, int column) => [.. pairs.SelectMany(pair => BitConverter.GetBytes(pair[column]))];

    private static bool IsConversion(Op op, IRType from, IRType to) =>
        op is >= Op.SignExtend and <= Op.Bitcast
        && TypeRules.FindTypeError(new Instruction(op, to, [Constant.Zero(from)])) is null;

    private static long Bits(IRType type, double value) =>
        type == IRType.Float32 ? BitConverter.SingleToUInt32Bits((float)value) : BitConverter.DoubleToInt64Bits(value);

    private static double Number(IRType type, long bits) =>
        type == IRType.Float32 ? BitConverter.Int32BitsToSingle((int)bits) : BitConverter.Int64BitsToDouble(bits);

    private static long[] Values(IRType type) => type switch
    {
        IRType.Float32 or IRType.Float64 => [.. Doubles.Select(value => Bits(type, value))],
        IRType.Int64 => [.. Ints.Select(value => (long)value), uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue, long.MinValue + 1, 0x123456789abcdef0],
        IRType.Int1 => [0, 1],
        _ => [.. Ints.Select(value => Semantics.Canonicalize(type, value)).Distinct()],
    };
}
