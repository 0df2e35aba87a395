using System.Security.Cryptography;
using Engine.Data;
using Xunit;

namespace Engine.Tests.Data;

public sealed class DatasetDownloadTests : IDisposable
{
    private static readonly string[] s_names = [IdxSamples.TrainImages, IdxSamples.TrainLabels, IdxSamples.TestImages, IdxSamples.TestLabels];

    private static readonly Dictionary<string, byte[]> s_files = new()
    {
        [$"/{IdxSamples.TrainImages}.gz"] = IdxSamples.Gzip(IdxSamples.Images(5)),
        [$"/{IdxSamples.TrainLabels}.gz"] = IdxSamples.Gzip(IdxSamples.Labels(5)),
        [$"/{IdxSamples.TestImages}.gz"] = IdxSamples.Gzip(IdxSamples.Images(3)),
        [$"/{IdxSamples.TestLabels}.gz"] = IdxSamples.Gzip(IdxSamples.Labels(3)),
    };

    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void KeepsWhatItDownloads()
    {
        using var server = new LoopbackServer(Good);

        Assert.Equal(5, Load(server).Train.Count);
        Assert.Equal(3, Load(server).Test.Count);

        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(s_names.Select(name => name + ".gz").Order(), CachedFiles());
    }

    [Fact]
    public void ReportsProgressUpToTheLastByte()
    {
        using var server = new LoopbackServer(Good);
        var reports = new List<DownloadProgress>();

        Load([server.Address], progress: new Collector(reports));

        Assert.Equal(s_files.Values.Select(file => (long?)file.Length), reports.Where(report => report.ReceivedBytes == report.TotalBytes).Select(report => report.TotalBytes).Distinct());
    }

    [Fact]
    public void FallsBackToTheSecondMirror()
    {
        using var first = new LoopbackServer(_ => LoopbackServer.NotFound());
        using var second = new LoopbackServer(Good);

        Assert.Equal(5, Load([first.Address, second.Address]).Train.Count);

        Assert.Equal(4, first.Requests.Count);
        Assert.Equal(4, second.Requests.Count);
    }

    public static TheoryData<string, string> Failures() => new()
    {
        { "404", "404 Not Found" },
        { "wrong hash", "MD5" },
        { "cut", "the connection" },
        { "stall", "no answer within" },
        { "refused", "refused" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void SaysWhyAndLeavesNothingBehind(string failure, string expected)
    {
        using var server = new LoopbackServer(path => Bad(failure, s_files[path]));
        Uri mirror = failure == "refused" ? ClosedPort() : server.Address;

        var error = Assert.Throws<DatasetUnavailableException>(() => Load([mirror], TimeSpan.FromSeconds(failure == "stall" ? 0.3 : 10)));

        Assert.Contains(expected, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(mirror.ToString(), error.Message, StringComparison.Ordinal);
        Assert.False(error.Message.Any(char.IsControl), error.Message);
        Assert.Empty(CachedFiles());
    }

    [Fact]
    public void GoesOnWhereAnEarlierDownloadEnded()
    {
        using (var broken = new LoopbackServer(path => path.Contains("t10k", StringComparison.Ordinal) ? LoopbackServer.NotFound() : Good(path)))
        {
            Assert.Throws<DatasetUnavailableException>(() => Load(broken));
        }

        using var server = new LoopbackServer(Good);
        Assert.Equal(3, Load(server).Test.Count);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void CancellingStopsADownload()
    {
        using var server = new LoopbackServer(path => Bad("stall", s_files[path]));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.ThrowsAny<OperationCanceledException>(() => Load([server.Address], cancellation: cancellation));

        Assert.Empty(CachedFiles());
    }

    [Fact]
    public void OfflineNamesThePlacesSearched()
    {
        var error = Assert.Throws<DatasetUnavailableException>(() => Dataset().Load(new DatasetOptions { EnvironmentDirectory = null, CacheDirectory = _cache.Path, AllowDownload = false }));

        Assert.Contains(_cache["sample"], error.Message, StringComparison.Ordinal);
    }

    private static LoopbackServer.Answer Good(string path) => s_files.TryGetValue(path, out byte[]? file) ? LoopbackServer.Ok(file) : LoopbackServer.NotFound();

    private static LoopbackServer.Answer Bad(string failure, byte[] file) => failure switch
    {
        "404" => LoopbackServer.NotFound(),
        "wrong hash" => LoopbackServer.Ok([.. file, 0]),
        "cut" => new LoopbackServer.Answer("200 OK", file[..^10], file.Length),
        _ => new LoopbackServer.Answer("200 OK", file[..^10], file.Length, Stall: true),
    };

    private static Uri ClosedPort()
    {
        using var server = new LoopbackServer(_ => LoopbackServer.NotFound());
        return server.Address;
    }

    private static PublishedDataset Dataset()
    {
#pragma warning disable CA5351 // The checksums that data sets are published with.
        string[] hashes = [.. s_names.Select(name => Convert.ToHexStringLower(MD5.HashData(s_files[$"/{name}.gz"])))];
#pragma warning restore CA5351
        return new PublishedDataset("sample", [], [.. IdxDataset.Published(hashes)], [IdxDataset.Form])
        {
            Description = "samples",
            InputShape = [28, 28],
            ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            TrainCount = 5,
            TestCount = 3,
            DownloadBytes = s_files.Values.Sum(file => file.Length),
        };
    }

    private (Dataset Train, Dataset Test) Load(LoopbackServer server) => Load([server.Address]);

    private (Dataset Train, Dataset Test) Load(
        Uri[] mirrors,
        TimeSpan? timeout = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationTokenSource? cancellation = null)
    {
        return Dataset().Load(new DatasetOptions
        {
            EnvironmentDirectory = null,
            CacheDirectory = _cache.Path,
            Mirrors = mirrors,
            Timeout = timeout ?? TimeSpan.FromSeconds(10),
            Progress = progress,
            CancellationToken = cancellation?.Token ?? TestContext.Current.CancellationToken,
        });
    }

    private IEnumerable<string> CachedFiles() =>
        Directory.EnumerateFiles(_cache.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order();

    private sealed class Collector(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }
}
