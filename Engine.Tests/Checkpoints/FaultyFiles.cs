using Engine.Runs;

namespace Engine.Tests.Checkpoints;

/// <summary>What happens to the operation that a <see cref="FaultyFiles"/> is told to disturb.</summary>
public enum Fault
{
    /// <summary>It fails, once; a write leaves half of its bytes.</summary>
    Failure,

    /// <summary>The process dies at it; a write leaves half of its bytes.</summary>
    Kill,

    /// <summary>The process dies just after it.</summary>
    KillAfter,

    /// <summary>The machine loses power just after it: what was not flushed is gone.</summary>
    PowerLoss,
}

/// <summary>Files in memory, whose operations are counted, and one of which goes wrong.</summary>
internal sealed class FaultyFiles : IFileSystem
{
    private readonly Dictionary<string, Content> _files = new(StringComparer.Ordinal);
    private int _faultAt = -1;
    private Fault _fault;
    private bool _isDead;

    public int Operations { get; private set; }

    /// <summary>The names of all files, in order.</summary>
    public IEnumerable<string> Names => _files.Keys.Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    /// <summary>The operation after so many more goes wrong.</summary>
    public void Disturb(int operations, Fault fault)
    {
        _faultAt = Operations + operations;
        _fault = fault;
    }

    /// <summary>Starts the process, or the machine, again.</summary>
    public void Restart()
    {
        _isDead = false;
        _faultAt = -1;
    }

    public byte[] Read(string path) => _files[path].Bytes.ToArray();

    public void Write(string path, byte[] bytes) => _files[path] = new Content { Bytes = [.. bytes], Flushed = bytes.Length };

    public void CreateFolder(string path) => Run(() => { });

    public Stream Create(string path)
    {
        Run(() => _files.Add(path, new Content()));
        return new Writer(this, _files[path]);
    }

    public void Flush(Stream stream)
    {
        Content content = ((Writer)stream).Content;
        Run(() => content.Flushed = content.Bytes.Count);
    }

    public Stream OpenRead(string path)
    {
        Content content = _files.TryGetValue(path, out Content? found) ? found : throw new FileNotFoundException("no such file", path);
        Run(() => { });
        return new MemoryStream([.. content.Bytes], writable: false);
    }

    public void Move(string source, string target) => Run(() =>
    {
        _files[target] = _files[source];
        _ = _files.Remove(source);
    });

    public void Delete(string path) => Run(() => _files.Remove(path));

    public IReadOnlyList<string> Files(string folder)
    {
        Run(() => { });
        return [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path))];
    }

    private void Run(Action operation, Action? half = null)
    {
        if (_isDead)
        {
            throw new IOException("the process is dead");
        }

        bool disturbed = Operations++ == _faultAt;
        if (disturbed && _fault is (Fault.Failure or Fault.Kill))
        {
            half?.Invoke();
            _isDead = _fault == Fault.Kill;
            throw new IOException("it was to fail");
        }

        operation();
        if (disturbed)
        {
            _isDead = true;
            foreach (Content content in _files.Values.Where(_ => _fault == Fault.PowerLoss))
            {
                content.Bytes.RemoveRange(content.Flushed, content.Bytes.Count - content.Flushed);
            }

            throw new IOException("the process is dead");
        }
    }

    private sealed class Content
    {
        public List<byte> Bytes { get; init; } = [];

        public int Flushed { get; set; }
    }

    private sealed class Writer(FaultyFiles files, Content content) : Stream
    {
        public Content Content => content;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => content.Bytes.Count;

        public override long Position { get => Length; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            byte[] bytes = buffer[offset..(offset + count)];
            files.Run(() => content.Bytes.AddRange(bytes), () => content.Bytes.AddRange(bytes[..(count / 2)]));
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
