using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

/// <summary>Shuffles of full warps: permutations in registers, in vector code that goes on, with the results of an exchange.</summary>
public sealed class ShuffleCodeTests
{
    private static readonly CpuTarget Target = new(4);

    /// <summary>The columns are a multiple of the warp.</summary>
    private static void RowSums(ArrayView<float> rows, ArrayView<float> sums, int columns)
    {
        int row = Grid.IdxX;
        int first = row * columns + Warp.LaneIdx;
        float sum = 0;
        for (int i = 0; i < columns; i += Warp.WarpSize)
            sum += rows[first + i];
        sum = WarpExtensions.AllReduce<float, AddFloat>(sum);
        for (int i = 0; i < columns; i += Warp.WarpSize)
            rows[first + i] /= sum;
        if (Warp.IsFirstLane)
            sums[row] = sum;
    }

    [Fact]
    public void AReductionOfTheWarpIsLogarithmicallyManyPermutations()
    {
        var function = KernelTranslator.Translate(((Delegate)RowSums).Method, new TranslationOptions());
        PassPipeline.Run(function, new PassOptions { WarpSize = Target.WarpSize });
        string code = Listing(function);
        Assert.Equal(2, Count(code, "Vector128.Shuffle"));
        // The sum is one scalar from there on.
        Assert.Equal(1, Count(code, "Vector128.GetElement"));
        Assert.DoesNotContain("ldfld Exchange", code, StringComparison.Ordinal);
        Assert.DoesNotContain("ldfld Spill", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shuffle")]
    [InlineData("shuffleup")]
    [InlineData("shuffledown")]
    [InlineData("shufflexor")]
    public void ShufflesGiveTheSameWithLanesKnownInAdvanceOrNot(string op)
    {
        foreach (string type in (string[])["i32", "i64", "f32", "f64"])
        {
            string convert = type switch { "i32" => "xor i32", "i64" => "sext i64", _ => "sitof " + type };
            string widen = type switch { "i32" => "%", "i64" => "narrow i32 %", "f32" => "bitcast i32 %", _ => "ftosi i32 %" };
            var body = new System.Text.StringBuilder();
            string sum = "%value";
            int n = 0;
            foreach (string lane in (string[])["0:i32", "1:i32", "2:i32", "3:i32", "5:i32", "8:i32", "-1:i32", "-2147483648:i32", "2147483647:i32", "%uniform", "%value"])
            {
                foreach (string width in (string[])["%warp", "1:i32", "2:i32", "4:i32", "%two"])
                {
                    string result = "s" + ++n;
                    body.AppendLine($"  %{result} = {op} {type} %source, {lane}, {width}");
                    if (type != "i32")
                        body.AppendLine($"  %n{n} = {widen}{result}");
                    body.AppendLine($"  %x{n} = xor i32 {sum}, %{(type == "i32" ? result : "n" + n)}");
                    body.AppendLine($"  %m{n} = mul i32 %x{n}, 31:i32");
                    sum = "%m" + n;
                }
            }
            CpuRun.Check($$"""
                kernel @k(%data: ptr "data") {
                ^entry:
                  %tid = threadindex i32 #0
                  %tid64 = sext i64 %tid
                  %warp = warpsize i32
                  %uniform = groupindex i32 #0
                  %dim = groupdim i32 #0
                  %odd = and i32 %dim, 1:i32
                  %two = add i32 %odd, 1:i32
                  %slot = element ptr %data, %tid64 #4
                  %value = load i32 %slot
                  %source = {{convert}} %value{{(type == "i32" ? ", 77:i32" : "")}}
                {{body}}
                  store %slot, {{sum}}
                  ret
                }
                """, CpuRun.Line(1, 48), CpuRun.Noise(48 * 4));
        }
    }

    /// <summary>Half of the lanes leave early in each round, so that the warp's shuffles come after a parting.</summary>
    [Theory]
    [InlineData(32)]
    [InlineData(37)]
    public void LanesThatPartedShuffleByExchange(int size) => CpuRun.Check("""
        kernel @k(%data: ptr "data") {
        ^entry:
          %tid = threadindex i32 #0
          %tid64 = sext i64 %tid
          %warp = warpsize i32
          %slot = element ptr %data, %tid64 #4
          %value = load i32 %slot
          %before = shufflexor i32 %value, 1:i32, %warp
          %rounds = and i32 %before, 7:i32
          br ^loop(0:i32, %before)
        ^loop(%i: i32, %v: i32):
          %w = mul i32 %v, 3:i32
          %n = add i32 %i, 1:i32
          %more = cmp.lt i1 %n, %rounds
          brif %more, ^loop(%n, %w), ^meet
        ^meet:
          %after = shuffledown i32 %w, 1:i32, %warp
          %sum = add i32 %after, %before
          barrier
          %last = shuffleup i32 %sum, 2:i32, %warp
          store %slot, %last
          ret
        }
        """, CpuRun.Line(1, size), CpuRun.Noise(size * 4));

    private static string Listing(Function function)
    {
        Assert.SkipUnless(Target.UsesVectors, "This machine has no vectors of 128 bits, or they are switched off.");
        using var listing = new StringWriter();
        CpuEmitter.Compile(function, Target, listing);
        return listing.ToString();
    }

    private static int Count(string code, string what) => code.Split(what).Length - 1;
}
