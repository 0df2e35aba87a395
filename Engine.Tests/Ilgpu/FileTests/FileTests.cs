using System.Runtime.CompilerServices;
using Xunit;

namespace Engine.Tests.Ilgpu.FileTests;

/// <summary>Runs the .ir files beside this one. With ENGINE_BLESS=1, what comes out is written into the source tree as expected.</summary>
public class FileTests
{
    private static string Root => Path.Combine(AppContext.BaseDirectory, "Ilgpu", "FileTests");

    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(Root, "*.ir", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Passes(string file)
    {
        bool bless = Environment.GetEnvironmentVariable("ENGINE_BLESS") == "1";
        string path = bless ? Path.Combine(SourceDirectory(), file) : Path.Combine(Root, file);
        if (new IRFileTest(File.ReadAllText(path)).Run(bless) is { } blessed)
            File.WriteAllText(path, blessed);
    }

    [Fact]
    public void AWrongExpectationFailsAndBlessingMendsIt()
    {
        const string Input = "; test: pass dead-code\nkernel @k() {\n^a:\n  %0 = add i32 1:i32, 2:i32\n  ret\n}\n";
        const string Output = "kernel @k() {\n^a:\n  ret\n}\n";
        Assert.ThrowsAny<Exception>(() => new IRFileTest(Input + "; expect\nnothing\n").Run(bless: false));
        Assert.ThrowsAny<Exception>(() => new IRFileTest(Input).Run(bless: false));
        string? blessed = new IRFileTest(Input + "; expect\nnothing\n").Run(bless: true);
        Assert.Equal(Input + "; expect\n" + Output, blessed);
        Assert.Equal(blessed, new IRFileTest(Input).Run(bless: true));
        Assert.Null(new IRFileTest(blessed!).Run(bless: false));
    }

    [Theory]
    [InlineData("kernel @k() {\n}\n")]
    [InlineData("; test: frobnicate\n")]
    [InlineData("; test: pass no-such-pass\nkernel @k() {\n^a:\n  ret\n}\n; expect\n")]
    [InlineData("; test: verify-fails terminator\nkernel @k() {\n^a:\n  ret\n}\n")]
    [InlineData("; test: parse-fails expected\nkernel @k() {\n^a:\n  ret\n}\n")]
    [InlineData("; test: roundtrip\nkernel @k( ) {\n^a:\n  ret\n}\n")]
    public void WrongFilesFail(string text) => Assert.ThrowsAny<Exception>(() => new IRFileTest(text).Run(bless: false));

    private static string SourceDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
