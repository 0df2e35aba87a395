using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

public sealed class AtomicTests
{
    public static TheoryData<string, string> KindsAndTypes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var kind in Enum.GetValues<AtomicKind>())
            {
                data.Add(kind.ToString(), nameof(IRType.Int32));
                data.Add(kind.ToString(), nameof(IRType.Int64));
                if (kind is not (AtomicKind.Add or AtomicKind.Min or AtomicKind.Max or AtomicKind.Exchange))
                    continue;
                data.Add(kind.ToString(), nameof(IRType.Float32));
                data.Add(kind.ToString(), nameof(IRType.Float64));
            }
            return data;
        }
    }

    /// <summary>Each item works on memory of its own, so that the old values have one right answer.</summary>
    [Theory]
    [MemberData(nameof(KindsAndTypes))]
    public void GivesTheOldValueAndStoresTheNew(string kindName, string typeName)
    {
        var kind = Enum.Parse<AtomicKind>(kindName);
        var type = Enum.Parse<IRType>(typeName);
        var function = Kernel((b, target, source, old) =>
            b.Store(old, b.Atomic(kind, target, b.Load(type, source))));
        CpuRun.Check(function, CpuRun.Line(8, 8), Numbers(type, 1), Numbers(type, 2), new byte[64 * 8]);
    }

    [Theory]
    [InlineData("Int32")]
    [InlineData("Int64")]
    public void CompareExchange(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        var function = Kernel((b, target, source, old) =>
        {
            var value = b.Load(type, source);
            b.Store(old, b.Emit(Op.AtomicCompareExchange, type, 0, target, Constant.FromBits(type, 3), value));
        });
        CpuRun.Check(function, CpuRun.Line(8, 8), Numbers(type, 1), Numbers(type, 2), new byte[64 * 8]);
    }

    /// <summary>All items of all groups, on several threads, add to one place; integers give one sum in any order.</summary>
    [Theory]
    [InlineData("Int32")]
    [InlineData("Int64")]
    [InlineData("Float32")]
    [InlineData("Float64")]
    public void AddsOfManyThreadsAreAllCounted(string typeName)
    {
        var type = Enum.Parse<IRType>(typeName);
        var function = new Function("count");
        var total = function.AddParameter(IRType.Pointer, "total");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        // Small whole numbers: exact in f32 too.
        var one = type.IsFloat() ? (type == IRType.Float32 ? Constant.Float32(1) : Constant.Float64(1)) : Constant.FromBits(type, 1);
        b.Atomic(AtomicKind.Add, total, one);
        b.Return();
        CpuRun.Check(function, CpuRun.Line(200, 33), new byte[8]);
    }

    [Fact]
    public void Fences() => CpuRun.Check("""
        kernel @test(%out: ptr "out") {
        ^entry:
          store %out, 1:i32
          fence.group
          fence.device
          fence.system
          %v = load i32 %out
          %w = add i32 %v, 1:i32
          store %out, %w
          ret
        }
        """, CpuRun.Line(1, 1), new byte[4]);

    private static byte[] Numbers(IRType type, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[64 * 8];
        for (int i = 0; i < 64; i++)
        {
            int value = random.Next(-5, 6);
            long bits = type switch
            {
                IRType.Float32 => BitConverter.SingleToUInt32Bits(i % 7 == 0 ? float.NaN : value),
                IRType.Float64 => BitConverter.DoubleToInt64Bits(i % 7 == 0 ? double.NaN : value),
                _ => value,
            };
            BitConverter.TryWriteBytes(bytes.AsSpan(i * 8), bits);
        }
        return bytes;
    }

    private static Function Kernel(Action<IRBuilder, Value, Value, Value> body)
    {
        var function = new Function("atomic");
        var target = function.AddParameter(IRType.Pointer, "target");
        var source = function.AddParameter(IRType.Pointer, "source");
        var old = function.AddParameter(IRType.Pointer, "old");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        var index = b.Binary(Op.Add, b.Binary(Op.Mul, b.Query(Op.GroupIndex), b.Query(Op.GroupDimension)), b.Query(Op.ThreadIndex));
        var wide = b.Convert(Op.SignExtend, IRType.Int64, index);
        body(b, b.Element(target, wide, 8), b.Element(source, wide, 8), b.Element(old, wide, 8));
        b.Return();
        return function;
    }
}
