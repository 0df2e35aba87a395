using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Engine.Runs;

namespace Engine.Data;

/// <summary>No mirror gave a file; the message says for each why not.</summary>
internal sealed class DownloadException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Downloads files from the first mirror that has them. A file gets its final name only when its hash is right,
/// so that what is in the cache can be trusted.
/// </summary>
internal sealed class DatasetDownloader : IDisposable
{
    // Far above any file that is fetched here; a server must not be able to fill the disk.
    private const long MaxFileBytes = 256L << 20;

    private static readonly TimeSpan s_reportInterval = TimeSpan.FromMilliseconds(100);

    private readonly DatasetOptions _options;
    private readonly IReadOnlyList<Uri> _mirrors;
    private readonly HttpClient _client;

    public DatasetDownloader(DatasetOptions options, IReadOnlyList<Uri> mirrors)
    {
        _options = options;
        _mirrors = mirrors;
        _client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = options.Timeout }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Puts the files that are not there yet into a folder, which is made if need be.</summary>
    /// <exception cref="DownloadException">No mirror gave one of the files.</exception>
    /// <exception cref="EngineException">The folder cannot be written.</exception>
    public void Fetch(string directory, IReadOnlyList<PublishedFile> files)
    {
        try
        {
            Directory.CreateDirectory(directory);
            foreach (PublishedFile file in files)
            {
                if (DataDirectories.FindFile(directory, file.PlainName) is null)
                {
                    FetchAsync(Path.Combine(directory, file.Name), file).GetAwaiter().GetResult();
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot write downloads to '{directory}': {error.Message}", error);
        }
    }

    private async Task FetchAsync(string path, PublishedFile file)
    {
        var failures = new List<string>();
        foreach (Uri mirror in _mirrors)
        {
            var source = new Uri(mirror, file.Name);
            string temporary = AtomicFile.TemporaryName(path);
            try
            {
                string hash = await ReceiveAsync(source, temporary, file).ConfigureAwait(false);
                if (hash == file.Hash)
                {
                    File.Move(temporary, path, overwrite: true);
                    return;
                }

                failures.Add($"{source}: the file has {file.HashName} {hash}, expected {file.Hash}");
            }
            catch (DownloadException error)
            {
                failures.Add($"{source}: {error.Message}");
            }
            finally
            {
                AtomicFile.TryDelete(temporary);
            }
        }

        throw new DownloadException(string.Join("; ", failures) + ".");
    }

    /// <summary>Writes the file to the disk and returns its hash. What the network does wrong becomes a <see cref="DownloadException"/>.</summary>
    private async Task<string> ReceiveAsync(Uri source, string temporary, PublishedFile expected)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(_options.CancellationToken);
        using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using var hash = IncrementalHash.CreateHash(expected.HashName == "MD5" ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256);
        try
        {
            stall.CancelAfter(_options.Timeout);
            using HttpResponseMessage response = await _client.GetAsync(source, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new DownloadException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd());
            }

            long? total = response.Content.Headers.ContentLength;
            using Stream content = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
            var buffer = new byte[1 << 16];
            long received = 0;
            var clock = Stopwatch.StartNew();
            TimeSpan nextReport = TimeSpan.Zero;
            while (true)
            {
                stall.CancelAfter(_options.Timeout);
                int got = await ReadAsync(content, buffer, stall.Token).ConfigureAwait(false);
                received += got;
                if (got == 0 || clock.Elapsed >= nextReport)
                {
                    _options.Progress?.Report(new DownloadProgress(source, received, total));
                    nextReport = clock.Elapsed + s_reportInterval;
                }

                if (got == 0)
                {
                    break;
                }

                if (received > MaxFileBytes)
                {
                    throw new DownloadException($"the file is longer than {MaxFileBytes} bytes");
                }

                hash.AppendData(buffer, 0, got);
                await file.WriteAsync(buffer.AsMemory(0, got), stall.Token).ConfigureAwait(false);
            }

            if (total is { } length && received != length)
            {
                throw new DownloadException($"the connection ended after {received} of {length} bytes");
            }

            file.Flush(flushToDisk: true);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (HttpRequestException error)
        {
            throw new DownloadException(Reason(error), error);
        }
        catch (OperationCanceledException error) when (!_options.CancellationToken.IsCancellationRequested)
        {
            throw new DownloadException($"no answer within {_options.Timeout.TotalSeconds:0.###} s", error);
        }
    }

    // An IOException of the network is not one of the disk.
    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new DownloadException($"the connection broke: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static string Reason(HttpRequestException error) =>
        (error.InnerException?.Message ?? error.Message).ReplaceLineEndings(" ").TrimEnd('.');
}
