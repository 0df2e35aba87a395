using Engine.Ilgpu.Backends.OpenCL;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;
using Xunit;

namespace Engine.Tests.Ilgpu.FileTests;

/// <summary>
/// One .ir file: a first line "; test: KIND ARGUMENT", IR, and for most kinds a line "; expect" with the expected text.
/// <list type="bullet">
/// <item>"pass NAME, NAME": the passes, in order, turn each kernel of the input into the expected text.</item>
/// <item>"roundtrip": the input, parsed and printed, is the expected text; without "; expect", itself.</item>
/// <item>"opencl": the expected text is the OpenCL C of the kernels.</item>
/// <item>"parse-fails MESSAGE", "verify-fails MESSAGE": the error's message contains the argument.</item>
/// </list>
/// </summary>
internal sealed class IRFileTest
{
    private const string Header = "; test: ";
    private const string Separator = "\n; expect\n";

    private readonly string _kind;
    private readonly string _argument;
    private readonly string _input;
    private readonly string? _expected;

    public IRFileTest(string text)
    {
        text = text.ReplaceLineEndings("\n");
        Assert.True(text.StartsWith(Header, StringComparison.Ordinal), $"the first line must be '{Header}KIND ARGUMENT'");
        string[] header = text[Header.Length..text.IndexOf('\n', StringComparison.Ordinal)].Split(' ', 2, StringSplitOptions.TrimEntries);
        (_kind, _argument) = (header[0], header.Length > 1 ? header[1] : "");
        int separator = text.IndexOf(Separator, StringComparison.Ordinal);
        _input = separator < 0 ? text : text[..(separator + 1)];
        _expected = separator < 0 ? null : text[(separator + Separator.Length)..];
    }

    /// <summary>Runs the test.</summary>
    /// <param name="bless">True to accept what comes out.</param>
    /// <returns>The file's new text, if it was blessed and has an expected part.</returns>
    public string? Run(bool bless)
    {
        switch (_kind)
        {
            case "parse-fails":
                Assert.Contains(_argument, Assert.Throws<IRParseException>(() => IRParser.ParseAll(_input)).Message, StringComparison.Ordinal);
                return null;
            case "verify-fails":
                var functions = IRParser.ParseAll(_input);
                var error = Assert.Throws<IRVerificationException>(() => functions.ToList().ForEach(IRVerifier.Verify));
                Assert.Contains(_argument, error.Message, StringComparison.Ordinal);
                return null;
            case "roundtrip":
                return Compare(IRPrinter.Print(IRParser.ParseAll(_input)), _expected ?? WithoutComments(_input), bless && _expected is not null);
            case "pass":
                return Compare(IRPrinter.Print([.. IRParser.ParseAll(_input).Select(RunPasses)]), _expected ?? "", bless);
            case "opencl":
                return Compare(string.Concat(IRParser.ParseAll(_input).Select(PrintOpenCL)), _expected ?? "", bless);
            default:
                Assert.Fail($"'{_kind}' is no kind of test: use pass, roundtrip, opencl, parse-fails or verify-fails");
                return null;
        }
    }

    private Function RunPasses(Function function)
    {
        IRVerifier.Verify(function);
        foreach (string name in _argument.Split(',', StringSplitOptions.TrimEntries))
        {
            var pass = PassPipeline.ByName(name);
            Assert.True(pass is not null, $"there is no pass '{name}', only {string.Join(", ", PassPipeline.Names)}");
            pass(function);
            IRVerifier.Verify(function);
        }
        return function;
    }

    private static string PrintOpenCL(Function function)
    {
        IRVerifier.Verify(function);
        return ClEmitter.Emit(function, new ClTarget()).Text;
    }

    private string? Compare(string actual, string expected, bool bless)
    {
        if (bless)
            return _input + Separator[1..] + actual;
        Assert.Equal(expected, actual);
        return null;
    }

    private static string WithoutComments(string text) =>
        string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != ';').Select(line => line + "\n"));
}
