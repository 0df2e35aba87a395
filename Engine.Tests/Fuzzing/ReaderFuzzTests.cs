using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Engine.Tests.Fuzzing;

/// <summary>
/// Every reader on files that are nearly right: it reads them or throws its documented exception with a message of one
/// line, within a stated amount of memory, and comes to an end. ENGINE_FUZZ_COUNT says how many files a reader, ENGINE_FUZZ_SEED
/// the first seed: file n has the seed first + n. scripts/fuzz-readers.sh runs millions.
/// </summary>
public sealed class ReaderFuzzTests : IDisposable
{
    private const int DefaultCount = 500;

    // For files of some kilobytes: what deflate can blow them up to, as pixels of one bit that become three bytes.
    private const long MaxAllocation = 128 << 20;

    // Far above what any of these files takes; it tells a reader that never ends.
    private static readonly TimeSpan s_hang = TimeSpan.FromMinutes(2);

    private readonly Lazy<RunTargets> _runs = new();

    public void Dispose()
    {
        if (_runs.IsValueCreated)
        {
            _runs.Value.Dispose();
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("pnm")]
    [InlineData("idx")]
    [InlineData("gzip")]
    [InlineData("zip")]
    [InlineData("npz")]
    [InlineData("npy")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("csv")]
    [InlineData("safetensors")]
    [InlineData("checkpoint")]
    [InlineData("config")]
    [InlineData("model")]
    [InlineData("manifest")]
    [InlineData("history")]
    [InlineData("onnx")]
    public void ReadsOrRefuses(string reader)
    {
        string only = Environment.GetEnvironmentVariable("ENGINE_FUZZ_READER") ?? reader;
        Assert.SkipWhen(only != reader, $"ENGINE_FUZZ_READER names {only}.");
        FuzzTarget target = Target(reader);
        long first = Setting("ENGINE_FUZZ_SEED", 1);
        long count = Setting("ENGINE_FUZZ_COUNT", DefaultCount);
        long current = first;
        long refused = 0;
        string? failure = null;
        var worker = new Thread(() =>
        {
            for (; current < first + count && failure is null; Interlocked.Increment(ref current))
            {
                failure = Try(target, current, ref refused);
            }
        })
        {
            IsBackground = true,
        };
        worker.Start();
        Wait(worker, () => Interlocked.Read(ref current), reader);

        Assert.True(failure is null, $"{reader}: ENGINE_FUZZ_SEED={current - 1} ENGINE_FUZZ_COUNT=1: {failure}");
        Assert.InRange(refused, count / 10, count);
        TestContext.Current.SendDiagnosticMessage($"{reader}: {refused} of {count} files refused");
    }

    private static string? Try(FuzzTarget target, long seed, ref long refused)
    {
        byte[] file = target.Mutant(new Random(unchecked((int)(seed ^ (seed >> 31)))));
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Read(file);
        }
        catch (Exception error) when (error.GetType() == target.Documented)
        {
            refused++;
            if (error.Message.Any(char.IsControl))
            {
                return $"a message of several lines: {error.Message}";
            }
        }
        catch (Exception error)
        {
            return error.ToString();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= MaxAllocation ? null : $"{allocated} bytes allocated for a file of {file.Length}";
    }

    private static void Wait(Thread worker, Func<long> current, string reader)
    {
        long seen = current();
        var since = Stopwatch.StartNew();
        while (!worker.Join(TimeSpan.FromMilliseconds(100)))
        {
            if (current() != seen)
            {
                seen = current();
                since.Restart();
            }

            Assert.True(since.Elapsed < s_hang, $"{reader}: the file of ENGINE_FUZZ_SEED={seen} ENGINE_FUZZ_COUNT=1 is read without end.");
        }
    }

    private static long Setting(string name, long otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private FuzzTarget Target(string reader) => reader switch
    {
        "png" => ImageTargets.Png,
        "pnm" => ImageTargets.Pnm,
        "idx" => DataTargets.Idx,
        "gzip" => DataTargets.Gzip,
        "zip" => DataTargets.Zip,
        "npz" => DataTargets.Npz,
        "npy" => DataTargets.Npy,
        "tar" => DataTargets.TarArchive,
        "tar.gz" => DataTargets.TarGz,
        "csv" => DataTargets.Csv,
        "safetensors" => _runs.Value.Safetensors,
        "checkpoint" => _runs.Value.Checkpoint,
        "config" => _runs.Value.Config,
        "model" => RunTargets.Model,
        "manifest" => _runs.Value.Manifest,
        "history" => _runs.Value.History,
        "onnx" => _runs.Value.Onnx,
        _ => throw new ArgumentOutOfRangeException(nameof(reader), reader, "There is no such reader."),
    };
}
