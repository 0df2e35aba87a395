using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.Cpu;
using Xunit;

namespace Engine.Tests.Ilgpu.OpenCL;

public sealed class ClAtomicTests
{
    private static readonly IRType[] Types = [IRType.Int32, IRType.Int64, IRType.Float32, IRType.Float64];

    /// <summary>Each item works on memory of its own, in each address space, so that the old values have one right answer.</summary>
    [Theory]
    [InlineData("global")]
    [InlineData("shared")]
    [InlineData("local")]
    public void AtomicsGiveTheOldValueAndStoreTheNew(string space)
    {
        var function = new Function("atomics");
        var source = function.AddParameter(IRType.Pointer, "source");
        var target = function.AddParameter(IRType.Pointer, "target");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        var shared = space == "shared" ? b.SharedAlloca(8 * 8) : null;
        var local = space == "local" ? b.Alloca(8) : null;
        var thread = b.Convert(Op.SignExtend, IRType.Int64, b.Query(Op.ThreadIndex));
        var item = b.Binary(Op.Add, b.Binary(Op.Mul, b.Query(Op.GroupIndex), b.Query(Op.GroupDimension)), b.Query(Op.ThreadIndex));
        var index = b.Convert(Op.SignExtend, IRType.Int64, item);
        int results = 0;
        foreach (var type in Types)
        {
            foreach (var kind in Enum.GetValues<AtomicKind>())
            {
                if (TypeRules.FindTypeError(new Instruction(Op.Atomic, type, [Constant.Null, Constant.Zero(type)], (long)kind)) is null)
                    Exchange(type, (memory, value) => b.Atomic(kind, memory, value));
            }
            Exchange(type, (memory, value) => b.Emit(Op.AtomicCompareExchange, type, 0, memory, b.Load(type, memory), value));
            Exchange(type, (memory, value) => b.Emit(Op.AtomicCompareExchange, type, 0, memory, Constant.Zero(type), value));
        }
        b.Return();
        ClRun.Check(Parsed(function), CpuRun.Line(4, 8), Numbers(), new byte[results * 32 * 16]);

        void Exchange(IRType type, Func<Value, Value, Instruction> atomic)
        {
            var mine = b.Element(source, index, 8);
            var result = b.Offset(b.Element(target, index, 16), (long)results++ * 32 * 16);
            var memory = shared is not null ? b.Element(shared, thread, 8) : local ?? (Value)b.Offset(result, 8);
            var value = b.Load(type, mine);
            b.Store(memory, b.Load(type, b.Offset(mine, 8)));
            b.Store(result, atomic(memory, value));
            if (shared is not null || local is not null)
                b.Store(b.Offset(result, 8), b.Load(type, memory));
        }
    }

    /// <summary>All items of all groups add to one place; small whole numbers give one sum in any order.</summary>
    [Fact]
    public void AddsOfManyItemsAreAllCounted()
    {
        var function = new Function("count");
        var total = function.AddParameter(IRType.Pointer, "total");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        Constant[] ones = [Constant.Int32(1), Constant.Int64(1), Constant.Float32(1), Constant.Float64(1)];
        for (int i = 0; i < ones.Length; i++)
            b.Atomic(AtomicKind.Add, b.Offset(total, 8 * i), ones[i]);
        b.Return();
        ClRun.Check(Parsed(function), CpuRun.Line(50, 33), new byte[32]);
    }

    // Round trip through text, so that the verifier sees it.
    private static string Parsed(Function function) => IRPrinter.Print(function);

    /// <summary>Numbers that are ordinary as integers and as floats of either size.</summary>
    private static byte[] Numbers() =>
        [.. Enumerable.Range(0, 33).SelectMany(i => BitConverter.GetBytes(BitConverter.DoubleToInt64Bits((i % 7 - 3) * 1.25) ^ BitConverter.SingleToInt32Bits((i % 5 - 2) * 0.75f)))];
}
