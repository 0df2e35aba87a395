using System.Buffers.Binary;
using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Elementary;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;
using Engine.Tests.Ilgpu.Cpu;
using Xunit;

namespace Engine.Tests.Ilgpu.Elementary;

/// <summary>Elementary functions as kernels hold them, in vectors of each width and item by item: the bits of the methods.</summary>
public sealed class ExpansionTests
{
    private const int Count = 1024;
    private const int GroupSize = 64;

    public static TheoryData<string, string> Operations =>
        new(ElementaryMethods.All.Keys.Select(key => (key.Op.ToString(), key.Type.ToString())));

    [Theory]
    [MemberData(nameof(Operations))]
    public void GivesTheBitsOfTheMethod(string opName, string typeName)
    {
        var (op, type) = (Enum.Parse<Op>(opName), Enum.Parse<IRType>(typeName));
        long[] x = Numbers(1, type);
        long[] y = op == Op.Scale ? Powers(type) : Numbers(2, type);
        byte[] expected = new byte[Count * type.SizeInBytes()];
        foreach (bool guarded in (bool[])[false, true])
        {
            for (int i = 0; i < Count; i++)
                Write(expected, i, type, guarded && i % 3 == 0 ? 0 : Expected(op, type, x[i], y[i]));
            foreach (var target in (CpuTarget[])[new(4), new(8), new(16), new(16, Vectors: false)])
            {
                using var driver = new CpuDriver(1, target);
                var function = Kernel(op, type, guarded);
                PassPipeline.Run(function, new PassOptions { ElementaryBody = ElementaryBodies.Without(driver.HasFunction), VerifyAfterEachPass = true });
                Assert.Equal(
                    op == Op.Scale && driver.HasFunction(op, type),
                    function.Instructions.Any(instruction => instruction.Op == op));
                byte[][] buffers = [Bytes(x, type), Bytes(y, type), new byte[expected.Length]];
                var results = CpuRun.Run(driver, driver.Compile(function), function, CpuRun.Line(Count / GroupSize, GroupSize), buffers);
                Check(op, type, x, y, expected, results[2]);
            }
        }
    }

    private static void Check(Op op, IRType type, long[] x, long[] y, byte[] expected, byte[] results)
    {
        for (int i = 0; i < Count; i++)
        {
            long wanted = Read(expected, i, type);
            long result = Read(results, i, type);
            if (wanted != result && !(double.IsNaN(Number(wanted, type)) && double.IsNaN(Number(result, type))))
                Assert.Fail($"{op}({Number(x[i], type):R}, {Number(y[i], type):R}) is {Number(result, type):R} instead of {Number(wanted, type):R}.");
        }
    }

    private static long Expected(Op op, IRType type, long x, long y) =>
        op.Info().Arity == 2 ? Semantics.Binary(op, type, x, y) : Semantics.Unary(op, type, x);

    /// <summary>out[i] = op(x[i], y[i]); guarded, only where i is no multiple of 3.</summary>
    private static Function Kernel(Op op, IRType type, bool guarded)
    {
        var function = new Function("k");
        Value[] pointers = [.. ((string[])["x", "y", "out"]).Select(name => function.AddParameter(IRType.Pointer, name))];
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        var item = b.Binary(Op.Add, b.Binary(Op.Mul, b.Query(Op.GroupIndex), b.Query(Op.GroupDimension)), b.Query(Op.ThreadIndex));
        var index = b.Convert(Op.SignExtend, IRType.Int64, item);
        var exit = new Block("exit");
        if (guarded)
        {
            var body = function.AddBlock("body");
            var condition = b.Compare(Comparison.NotEqual, b.Binary(Op.Rem, item, Constant.Int32(3)), Constant.Int32(0));
            b.BranchIf(condition, new Edge(body), new Edge(exit));
            b.Block = body;
        }
        int size = type.SizeInBytes();
        Value[] operands = [.. pointers.Take(op.Info().Arity).Select(pointer => b.Load(type, b.Element(pointer, index, size)))];
        b.Store(b.Element(pointers[2], index, size), b.Emit(op, type, 0, operands));
        b.Branch(exit);
        function.Blocks.Add(exit);
        b.Block = exit;
        b.Return();
        return function;
    }

    /// <summary>Bits of any numbers and of usual ones; some lanes of a warp have huge ones, for which angles have a branch.</summary>
    private static long[] Numbers(int seed, IRType type)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count).Select(i =>
        {
            double usual = (random.NextDouble() - 0.5) * (1 << random.Next(9)) * (i % 7 == 0 ? 1e10 : 1);
            return i % 2 == 0 ? random.NextInt64(long.MinValue, long.MaxValue) >> (64 - type.SizeInBits()) : Bits(usual, type);
        })];
    }

    private static long[] Powers(IRType type)
    {
        var (origin, most) = type == IRType.Float32 ? (ElementaryFunctions.PowerOrigin, 252) : (DoubleFunctions.PowerOrigin, 2044);
        return [.. Enumerable.Range(0, Count).Select(i => Bits(origin + (i * 37 % (2 * most)) - most, type))];
    }

    private static byte[] Bytes(long[] values, IRType type)
    {
        var bytes = new byte[values.Length * type.SizeInBytes()];
        for (int i = 0; i < values.Length; i++)
            Write(bytes, i, type, values[i]);
        return bytes;
    }

    private static void Write(byte[] bytes, int index, IRType type, long bits)
    {
        if (type == IRType.Float32)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(index * 4), (int)bits);
        else
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * 8), bits);
    }

    private static long Read(byte[] bytes, int index, IRType type) => type == IRType.Float32
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(index * 4))
        : BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(index * 8));

    private static long Bits(double value, IRType type) =>
        type == IRType.Float32 ? BitConverter.SingleToUInt32Bits((float)value) : BitConverter.DoubleToInt64Bits(value);

    private static double Number(long bits, IRType type) =>
        type == IRType.Float32 ? BitConverter.Int32BitsToSingle((int)bits) : BitConverter.Int64BitsToDouble(bits);
}
