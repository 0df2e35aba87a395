using System.Runtime.InteropServices;
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

    public static TheoryData<string> Operations => [.. ElementaryMethods.Operations.Select(op => op.ToString())];

    [Theory]
    [MemberData(nameof(Operations))]
    public void GivesTheBitsOfTheMethod(string name)
    {
        var op = Enum.Parse<Op>(name);
        float[] x = Numbers(1);
        float[] y = Numbers(2);
        // Operands that are huge for some lanes of a warp only, as the reduction of angles has a branch for them.
        for (int i = 0; i < Count; i += 7)
            x[i] = y[i] * 1e10f;
        if (op == Op.Scale)
        {
            for (int i = 0; i < Count; i++)
                y[i] = ElementaryFunctions.PowerOrigin + (i * 37 % 508) - 252;
        }
        foreach (bool guarded in (bool[])[false, true])
        {
            foreach (var target in (CpuTarget[])[new(4), new(8), new(16), new(16, Vectors: false)])
            {
                using var driver = new CpuDriver(1, target);
                var function = Kernel(op, guarded);
                PassPipeline.Run(function, new PassOptions { ElementaryBody = ElementaryBodies.Without(driver.HasFunction), VerifyAfterEachPass = true });
                Assert.Equal(
                    op == Op.Scale && driver.HasFunction(op, IRType.Float32),
                    function.Instructions.Any(instruction => instruction.Op == op));
                byte[][] buffers = [MemoryMarshal.AsBytes<float>(x).ToArray(), MemoryMarshal.AsBytes<float>(y).ToArray(), new byte[Count * 4]];
                var results = CpuRun.Run(driver, driver.Compile(function), function, CpuRun.Line(Count / GroupSize, GroupSize), buffers);
                Check(op, guarded, x, y, MemoryMarshal.Cast<byte, float>(results[2]));
            }
        }
    }

    [Fact]
    public void DoublesStay()
    {
        var function = new Function("k");
        var pointer = function.AddParameter(IRType.Pointer, "a");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        b.Store(pointer, b.Unary(Op.Exp, b.Load(IRType.Float64, pointer)));
        b.Return();
        Assert.False(ElementaryExpansion.Run(function, ElementaryBodies.Of));
    }

    private static void Check(Op op, bool guarded, float[] x, float[] y, ReadOnlySpan<float> results)
    {
        for (int i = 0; i < Count; i++)
        {
            float expected = guarded && i % 3 == 0 ? 0 : Expected(op, x[i], y[i]);
            if (BitConverter.SingleToInt32Bits(expected) != BitConverter.SingleToInt32Bits(results[i])
                && !(float.IsNaN(expected) && float.IsNaN(results[i])))
                Assert.Fail($"{op}({x[i]:R}, {y[i]:R}) is {results[i]:R} instead of {expected:R}.");
        }
    }

    private static float Expected(Op op, float x, float y)
    {
        long a = BitConverter.SingleToUInt32Bits(x);
        long bits = op.Info().Arity == 2
            ? Semantics.Binary(op, IRType.Float32, a, BitConverter.SingleToUInt32Bits(y))
            : Semantics.Unary(op, IRType.Float32, a);
        return BitConverter.UInt32BitsToSingle((uint)bits);
    }

    /// <summary>out[i] = op(x[i], y[i]); guarded, only where i is no multiple of 3.</summary>
    private static Function Kernel(Op op, bool guarded)
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
        Value[] operands = [.. pointers.Take(op.Info().Arity).Select(pointer => b.Load(IRType.Float32, b.Element(pointer, index, 4)))];
        b.Store(b.Element(pointers[2], index, 4), b.Emit(op, IRType.Float32, 0, operands));
        b.Branch(exit);
        function.Blocks.Add(exit);
        b.Block = exit;
        b.Return();
        return function;
    }

    private static float[] Numbers(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count).Select(i => i % 2 == 0
            ? BitConverter.Int32BitsToSingle((int)random.NextInt64(int.MinValue, 1L << 31))
            : (random.NextSingle() - 0.5f) * (1 << random.Next(9)))];
    }
}
