using System.Globalization;
using System.Text;
using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

public sealed class ControlFlowTests
{
    private const string Head = """
        kernel @test(%out: ptr "out") {
        ^entry:
          %tid = threadindex i32 #0
          %group = groupindex i32 #0
          %dim = groupdim i32 #0
          %base = mul i32 %group, %dim
          %global = add i32 %base, %tid
          %global64 = sext i64 %global
          %slot = element ptr %out, %global64 #4
        """;

    [Fact]
    public void ParametersThatSwapInALoop() => Check("""
          br ^loop(0:i32, %global, 1000:i32)
        ^loop(%i: i32, %a: i32, %b: i32):
          %n = add i32 %i, 1:i32
          %c = cmp.lt i1 %n, 6:i32
          brif %c, ^loop(%n, %b, %a), ^done
        ^done:
          %s = shl i32 %a, 4:i32
          %r = sub i32 %s, %b
          store %slot, %r
          ret
        """);

    [Fact]
    public void ParametersThatRotateWithExpressionsInALoop() => Check("""
          br ^loop(0:i32, %global, 7:i32, 9:i32, 1:i32)
        ^loop(%i: i32, %a: i32, %b: i32, %c: i32, %d: i32):
          %n = add i32 %i, 1:i32
          %x = add i32 %b, %i
          %y = mul i32 %c, %a
          %z = xor i32 %a, %d
          %w = sub i32 %d, %x
          %more = cmp.lt i1 %n, 5:i32
          brif %more, ^loop(%n, %y, %z, %x, %w), ^done(%y, %d)
        ^done(%p: i32, %q: i32):
          %r = add i32 %p, %q
          store %slot, %r
          ret
        """);

    /// <summary>Indices up to, at and beyond a bound, some of which wrap around between the first lane and the last.</summary>
    [Theory]
    [InlineData("lt", 0, 1, 23)]
    [InlineData("le", -9, 1, 15)]
    [InlineData("lt", int.MaxValue - 20, 1, int.MaxValue)]
    [InlineData("lt", int.MaxValue - 70, 5, int.MaxValue - 2)]
    [InlineData("le", int.MaxValue - 20, 1, int.MaxValue)]
    [InlineData("ge", int.MaxValue - 20, 1, int.MaxValue - 3)]
    [InlineData("gt", 40, -1, 10)]
    [InlineData("ge", int.MinValue + 30, -1, int.MinValue + 2)]
    [InlineData("ge", int.MinValue + 40, -5, int.MinValue + 3)]
    [InlineData("lt", 40, -1, 30)]
    [InlineData("ult", -20, 1, -3)]
    [InlineData("ult", -70, 7, -3)]
    [InlineData("ugt", 30, -1, 2)]
    [InlineData("uge", 50, -7, 3)]
    [InlineData("ult", int.MaxValue - 9, 1, int.MinValue + 9)]
    [InlineData("ne", -5, 1, 20)]
    public void BoundsOfIndices(string comparison, int start, int step, int bound)
    {
        string index = string.Create(CultureInfo.InvariantCulture, $"""
              %scaled = mul i32 %global, {step}:i32
              %index = add i32 %scaled, {start}:i32
            """);
        Check(index + string.Create(CultureInfo.InvariantCulture, $"""

              %within = cmp.{comparison} i1 %index, {bound}:i32
              brif %within, ^inside, ^done(5:i32)
            ^inside:
              store %slot, %index
              br ^done(%index)
            ^done(%v: i32):
              %old = load i32 %slot
              %r = add i32 %old, %v
              store %slot, %r
              ret
            """));
        Check(index + string.Create(CultureInfo.InvariantCulture, $"""

              br ^loop(%index, 0:i32)
            ^loop(%i: i32, %n: i32):
              %within = cmp.{comparison} i1 {bound}:i32, %i
              brif %within, ^done, ^body
            ^body:
              %a = mul i32 %n, 31:i32
              %b = add i32 %a, %i
              %next = add i32 %i, {step * 40}:i32
              %few = cmp.lt i1 %n, 1000000:i32
              brif %few, ^loop(%next, %b), ^done
            ^done:
              store %slot, %n
              ret
            """));
    }

    [Fact]
    public void BothEdgesToOneBlock() => Check("""
          %bit = and i32 %global, 1:i32
          %c = cmp.eq i1 %bit, 0:i32
          brif %c, ^join(%global, 3:i32), ^join(5:i32, %global)
        ^join(%a: i32, %b: i32):
          %s = shl i32 %a, 8:i32
          %r = add i32 %s, %b
          store %slot, %r
          ret
        """);

    [Fact]
    public void SwitchWithMovesAndSharedTargets() => Check("""
          %index = sub i32 %global, 2:i32
          switch %index, [^a(%global), ^b, ^a(77:i32), ^join(%index)], ^join(99:i32)
        ^a(%x: i32):
          %y = mul i32 %x, 3:i32
          br ^join(%y)
        ^b:
          br ^join(-1:i32)
        ^join(%v: i32):
          store %slot, %v
          ret
        """);

    [Fact]
    public void NestedLoopsWithEarlyExits() => Check("""
          br ^outer(0:i32, 0:i32)
        ^outer(%i: i32, %sum: i32):
          %more = cmp.lt i1 %i, %global
          brif %more, ^inner(0:i32, %sum), ^done(%sum)
        ^inner(%j: i32, %s: i32):
          %p = mul i32 %i, %j
          %s2 = add i32 %s, %p
          %big = cmp.gt i1 %s2, 100:i32
          brif %big, ^done(%s2), ^next
        ^next:
          %j2 = add i32 %j, 1:i32
          %again = cmp.le i1 %j2, %i
          brif %again, ^inner(%j2, %s2), ^leave
        ^leave:
          %i2 = add i32 %i, 1:i32
          br ^outer(%i2, %s2)
        ^done(%r: i32):
          store %slot, %r
          ret
        """);

    [Fact]
    public void ALoadDoesNotPassAStore() => Check("""
          store %slot, 5:i32
          %before = load i32 %slot
          store %slot, 6:i32
          %after = load i32 %slot
          %twice = mul i32 %before, 100:i32
          %sum = add i32 %twice, %after
          store %slot, %sum
          ret
        """);

    [Fact]
    public void ALoadUnderAnExpressionDoesNotPassAStore() => Check("""
          store %slot, 5:i32
          %before = load i32 %slot
          %plus = add i32 %before, 1:i32
          %scaled = mul i32 %plus, 10:i32
          store %slot, 6:i32
          store %slot, %scaled
          ret
        """);

    [Fact]
    public void LocalMemoryIsZeroForEachItem() => Check("""
          %a = alloca ptr #20
          %b = alloca ptr #4
          %i64 = and i64 %global64, 3:i64
          %p = element ptr %a, %i64 #4
          %old = load i32 %p
          %new = add i32 %old, 17:i32
          store %p, %new
          store %b, %global
          %q = load i32 %b
          %v = load i32 %p
          %r = add i32 %v, %q
          store %slot, %r
          ret
        """);

    [Fact]
    public void SubwordMemory() => CpuRun.Check("""
        kernel @test(%in: ptr "in", %out: ptr "out") {
        ^entry:
          %tid = threadindex i32 #0
          %i = sext i64 %tid
          %p = element ptr %in, %i #8
          %b = load i8 %p
          %p2 = offset ptr %p #2
          %h = load i16 %p2
          %b32 = sext i32 %b
          %h32 = zext i32 %h
          %s = add i32 %b32, %h32
          %n8 = narrow i8 %s
          %n16 = narrow i16 %s
          %bit = narrow i1 %s
          %q = element ptr %out, %i #8
          store %q, %n8
          %q1 = offset ptr %q #1
          store %q1, %bit
          %q2 = offset ptr %q #2
          store %q2, %n16
          %q4 = offset ptr %q #4
          store %q4, %s
          ret
        }
        """, CpuRun.Line(1, 32), CpuRun.Noise(256), new byte[256]);

    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1)]
    [InlineData(3, 2, 2, 4, 3, 2)]
    [InlineData(5, 1, 7, 1, 33, 2)]
    [InlineData(1, 9, 1, 3, 1, 5)]
    public void EveryItemKnowsItsPlaceInThreeDimensions(int gridX, int gridY, int gridZ, int x, int y, int z)
    {
        var function = new Function("place");
        var output = function.AddParameter(IRType.Pointer, "out");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry") };
        var queries = new List<Value>();
        foreach (var op in (Op[])[Op.GroupIndex, Op.ThreadIndex, Op.GridDimension, Op.GroupDimension])
        {
            for (int axis = 0; axis < 3; axis++)
                queries.Add(b.Query(op, axis));
        }
        queries.Add(b.Query(Op.LaneIndex));
        queries.Add(b.Query(Op.WarpSize));
        // Linear index of the item in the launch, from the innermost axis outwards.
        Value index = Constant.Int32(0);
        foreach (var (at, size) in (ReadOnlySpan<(int, int)>)[(2, 8), (1, 7), (0, 6), (5, 11), (4, 10), (3, 9)])
            index = b.Binary(Op.Add, b.Binary(Op.Mul, index, queries[size]), queries[at]);
        var row = b.Element(output, b.Convert(Op.SignExtend, IRType.Int64, index), queries.Count * 4);
        for (int i = 0; i < queries.Count; i++)
            b.Store(b.Offset(row, i * 4), queries[i]);
        b.Return();
        int items = gridX * gridY * gridZ * x * y * z;
        CpuRun.Check(function, new(gridX, gridY, gridZ, x, y, z, 0), new byte[items * queries.Count * 4]);
    }

    /// <summary>Hundreds of values that all live across a loop: far more than registers.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(350)]
    [InlineData(1200)]
    public void ManyValuesAliveAtOnce(int count)
    {
        var text = new StringBuilder(Head).AppendLine();
        for (int i = 0; i < count; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"  %v{i} = mul i32 %global, {(i * 7) + 1}:i32");
        string list = string.Join(", ", Enumerable.Range(0, count).Select(i => $"%v{i}"));
        string parameters = string.Join(", ", Enumerable.Range(0, count).Select(i => $"%p{i}: i32"));
        // Each turn rotates the values by one.
        string rotated = string.Join(", ", Enumerable.Range(0, count).Select(i => $"%p{(i + 1) % count}"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
              br ^loop(0:i32, {list})
            ^loop(%i: i32, {parameters}):
              %n = add i32 %i, 1:i32
              %more = cmp.lt i1 %n, 3:i32
              brif %more, ^loop(%n, {rotated}), ^done
            ^done:
            """);
        string sum = "0:i32";
        for (int i = 0; i < count; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  %m{i} = mul i32 {sum}, 31:i32");
            text.AppendLine(CultureInfo.InvariantCulture, $"  %s{i} = add i32 %m{i}, %p{i}");
            sum = $"%s{i}";
        }
        text.AppendLine(CultureInfo.InvariantCulture, $"  store %slot, {sum}\n  ret\n}}");
        CpuRun.Check(text.ToString(), CpuRun.Line(2, 3), new byte[24]);
    }

    private static void Check(string body) =>
        CpuRun.Check($"{Head}\n{body}\n}}", CpuRun.Line(3, 5), new byte[60]);
}
