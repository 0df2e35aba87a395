using Xunit;

namespace Engine.Tests.Ilgpu.Differential;

public sealed class GeneratorTests
{
    [Fact]
    public void OneSeedGivesOneKernel() =>
        Assert.Equal(ProgramGenerator.Make(42).PrintKernel(0), ProgramGenerator.Make(42).PrintKernel(0));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void KernelsAreValidCSharp(bool optimize)
    {
        KernelProgram[] programs = [.. Enumerable.Range(0, 50).Select(seed => ProgramGenerator.Make(seed))];
        using var batch = KernelBatch.TryCompile(programs, optimize, out string errors);
        Assert.True(batch is not null, errors);
    }
}
