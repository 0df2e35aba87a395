using Xunit;

namespace Engine.Tests.Data;

/// <summary>Finds published data sets for tests: in ENGINE_DATA_DIR, or in a folder shared/data beside or above the tests.</summary>
internal static class RealData
{
    /// <summary>The folder that holds a data set below its name; the test is skipped if there is none.</summary>
    public static string Directory(string dataset)
    {
        string? found = Candidates().FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, dataset, IdxSamples.TrainImages + ".gz")));
        Assert.SkipWhen(found is null, $"{dataset} is neither in ENGINE_DATA_DIR nor in shared/data above the tests.");
        return found!;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("ENGINE_DATA_DIR") is { Length: > 0 } given)
        {
            yield return given;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "data");
        }
    }
}
