using Engine.Runs;
using Xunit;

namespace Engine.Tests.Data;

public sealed class RunConfigTests
{
    [Theory]
    [InlineData("[\"cat\"]")]
    [InlineData("[\"cat\", null]")]
    public void ClassNamesMustBeOneAClass(string names)
    {
        using var folder = new TemporaryFolder();
        string text = $$"""{"format":1,"dataset":"x","inputShape":[2],"classes":2,"model":"softmax","activation":"relu","optimizer":"sgd","learningRate":0.1,"batchSize":1,"epochs":1,"seed":1,"accelerator":"cpu","classNames":{{names}}}""";
        string path = folder.Write("config.json", System.Text.Encoding.UTF8.GetBytes(text));

        Assert.Contains("classNames", Assert.Throws<DataFormatException>(() => RunConfig.Read(path)).Message, StringComparison.Ordinal);
    }
}
