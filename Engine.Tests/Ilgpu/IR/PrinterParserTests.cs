using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.IR;

public class PrinterParserTests
{
    private const string EveryShape = """
        kernel @name(%0: ptr "a.ptr", %1: i64 "a.length", %2: i32 "") {
        ^entry:
          %3 = alloca ptr #16
          %4 = shared ptr #64
          %5 = threadindex i32 #0
          %6 = add i32 %5, 5:i32
          %7 = cmp.lt i1 %6, %2
          assert.index %7, 1:i64, -9223372036854775808:i64
          brif %7, ^body(%6), ^exit
        ^body(%8: i32):
          %9 = sext i64 %8
          %10 = element ptr %0, %9 #4
          %11 = offset ptr %10 #-8
          %12 = load f32 %11
          %13 = fma f32 %12, 1.5:f32, -0:f32
          %14 = mul f64 1E+300:f64, 0x7ff8000000000001:f64
          %15 = add f32 0xffc00000:f32, -inf:f32
          %16 = select f64 0:i1, inf:f64, %14
          store %11, %13
          %17 = atomic.umax i32 %10, %5
          %18 = cas i32 %10, -2147483648:i32, %17
          fence.device
          barrier
          %19 = barrierpopcnt i32 %7
          %20 = shuffledown f32 %12, 1:i32, 32:i32
          switch %8, [^body(%19), ^exit, ^body(%5)], ^"loop \"x\" \u000a"
        ^"loop \"x\" \u000a":
          unreachable
        ^exit:
          ret
        }

        """;

    [Fact]
    public void EveryShapeOfInstructionRoundTrips() => Assert.Equal(EveryShape, IRPrinter.Print(IRParser.Parse(EveryShape)));

    [Fact]
    public void RandomFunctionsRoundTrip()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            string text = IRPrinter.Print(RandomFunctions.Ssa(random, random.Next(1, 10), 8));
            Assert.Equal(text, IRPrinter.Print(IRParser.Parse(text)));
        }
    }

    [Fact]
    public void SeveralKernelsRoundTrip()
    {
        string text = EveryShape + "\n" + EveryShape.Replace("@name", "@\"Other<float>\"", StringComparison.Ordinal);
        var functions = IRParser.ParseAll(text);
        Assert.Equal(["name", "Other<float>"], functions.Select(function => function.Name));
        Assert.Equal(text, IRPrinter.Print(functions));
    }

    [Fact]
    public void ValuesAndBlocksMayBeUsedBeforeTheyAreDefined()
    {
        var function = IRParser.Parse("""
            kernel @k() { ; comment
            ^a:
              br ^c
            ^b:
              store %7, %9 ; defined below
              ret
            ^c:
              %9 = add i32 1:i32, 2:i32
              %7 = alloca ptr #4
              br ^b
            }
            """);
        var store = function.Blocks[1].Instructions[0];
        Assert.Same(function.Blocks[2].Instructions[1], store.Operands[0]);
        Assert.Same(function.Blocks[2].Instructions[0], store.Operands[1]);
        Assert.Equal(IRType.Pointer, store.Operands[0].Type);
        Assert.Same(function.Blocks[2], function.Blocks[0].Terminator!.Edges[0].Target);
    }

    [Fact]
    public void BlocksOfOneNameAreToldApart()
    {
        var function = new Function("k");
        var builder = new IRBuilder(function) { Block = function.AddBlock("a") };
        var second = function.AddBlock("a");
        var third = function.AddBlock("a.1");
        builder.Branch(second);
        builder.Block = second;
        builder.Branch(third);
        builder.Block = third;
        builder.Return();
        string text = IRPrinter.Print(function);
        var parsed = IRParser.Parse(text);
        Assert.Equal(["a", "a.1", "a.1.1"], parsed.Blocks.Select(block => block.Name));
        Assert.Equal(text, IRPrinter.Print(parsed));
    }

    [Theory]
    [InlineData("f32", 0x7fc00000)]
    [InlineData("f32", 0xff800001)]
    [InlineData("f32", 0x80000000)]
    [InlineData("f32", 0x00000001)]
    [InlineData("f32", 0x7f7fffff)]
    [InlineData("f32", 0xff800000)]
    [InlineData("f64", 0x7ff0000000000001)]
    [InlineData("f64", long.MinValue)]
    [InlineData("f64", 1)]
    [InlineData("f64", 0x3fb999999999999a)]
    [InlineData("i1", 1)]
    [InlineData("i8", -128)]
    [InlineData("i16", 0x7fff)]
    [InlineData("i64", long.MinValue)]
    [InlineData("ptr", 0)]
    public void ConstantsKeepTheirBits(string typeName, long bits)
    {
        var type = IRTypes.Parse(typeName)!.Value;
        var constant = Constant.FromBits(type, bits);
        string[] parts = IRSpelling.Literal(constant).Split(':');
        Assert.Equal(constant, IRSpelling.ParseLiteral(parts[0], type));
    }

    [Theory]
    [InlineData("", 1, 1, "expected 'kernel'")]
    [InlineData("kernel k", 1, 8, "expected the kernel's name")]
    [InlineData("kernel @k() {\n^a:\n  ret\n", 4, 1, "the end of the text")]
    [InlineData("kernel @k() {\n^a:\n  br ^b\n}", 3, 6, "'^b' is used but never defined")]
    [InlineData("kernel @k() {\n^a:\n  store %1, %2\n  ret\n}", 3, 9, "'%1' is used but never defined")]
    [InlineData("kernel @k(%0: i32 \"\", %0: i32 \"\") {\n}", 1, 23, "'%0' is defined twice")]
    [InlineData("kernel @k() {\n^a:\n  ret\n^a:\n  ret\n}", 4, 1, "'^a' is defined twice")]
    [InlineData("kernel @k() {\n^a:\n  %0 = frob i32\n}", 3, 8, "expected an operation, found 'frob'")]
    [InlineData("kernel @k() {\n^a:\n  %0 = cmp i1 1:i32, 2:i32\n}", 3, 8, "expected a variant after 'cmp'")]
    [InlineData("kernel @k() {\n^a:\n  %0 = cmp.xx i1 1:i32, 2:i32\n}", 3, 8, "expected a variant of 'cmp' (eq, ne,")]
    [InlineData("kernel @k() {\n^a:\n  %0 = add.lt i32 1:i32\n}", 3, 8, "'add' has no variants")]
    [InlineData("kernel @k() {\n^a:\n  %0 = threadindex i32\n}", 4, 1, "expected '#' and the immediate")]
    [InlineData("kernel @k() {\n^a:\n  add i32 1:i32, 2:i32\n}", 3, 7, "needs a name")]
    [InlineData("kernel @k() {\n^a:\n  %0 = add i33 1:i32\n}", 3, 12, "expected the result's type")]
    [InlineData("kernel @k() {\n^a:\n  %0 = add i8 300:i8\n}", 3, 15, "'300' is not a constant of type i8")]
    [InlineData("kernel @k() {\n^a:\n  %0 = add i8 1:f3\n}", 3, 17, "expected the constant's type")]
    [InlineData("kernel @k() {\n^a:\n  ret\n  ret\n}", 4, 3, "after the block's end")]
    [InlineData("kernel @k() {\n^\"a\n:}", 2, 4, "expected '\"' to end the string")]
    [InlineData("kernel @k() ?", 1, 13, "unexpected character")]
    [InlineData("kernel @k() {\n^a:\n  ret\n}\nx", 5, 1, "expected the end of the text")]
    public void ErrorsSayWhereAndWhatWasExpected(string text, int line, int column, string problem)
    {
        var error = Assert.Throws<IRParseException>(() => IRParser.Parse(text));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void MutatedTextIsReadOrRefusedButNeverBreaksTheParser()
    {
        var random = new Random(1);
        const string Alphabet = "%^@\"#:,()[]{}=;-.0123456789exinf \n\tabrtkl\\u\uD800é";
        int read = 0;
        for (int round = 0; round < 20_000; round++)
        {
            var text = new List<char>(EveryShape);
            for (int edits = random.Next(1, 6); edits > 0; edits--)
            {
                int at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0:
                        text[at] = Alphabet[random.Next(Alphabet.Length)];
                        break;
                    case 1:
                        text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                        break;
                    case 2:
                        text.RemoveRange(at, Math.Min(random.Next(1, 40), text.Count - at - 1));
                        break;
                    default:
                        text.InsertRange(at, text.GetRange(random.Next(text.Count / 2), random.Next(1, 40)));
                        break;
                }
            }
            try
            {
                string printed = IRPrinter.Print(IRParser.ParseAll(new string([.. text])));
                Assert.Equal(printed, IRPrinter.Print(IRParser.ParseAll(printed)));
                read++;
            }
            catch (IRParseException error)
            {
                Assert.True(error.Line >= 1 && error.Column >= 1);
            }
        }
        Assert.InRange(read, 100, 19_900);
    }
}
