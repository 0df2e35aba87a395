using System.Security.Cryptography;
using System.Text;
using Engine.Runs;

namespace Engine;

/// <summary>
/// A checkpoint as a file: a safetensors file, which other programs can read too, with two entries of metadata: the
/// state as JSON, and the SHA-256 of the whole file, taken with zeros in place of the hash's own digits.
/// </summary>
internal static class CheckpointFile
{
    private const string HashKey = "sha256";
    private const string StateKey = "state";
    private const int HashDigits = 64;

    // Between the length of the header and the digits: keys of metadata are in order, and this is the first.
    private static ReadOnlySpan<byte> BeforeHash => "{\"__metadata__\":{\"sha256\":\""u8;

    private static int HashOffset => sizeof(long) + BeforeHash.Length;

    /// <exception cref="EngineException">The file cannot be written, or what can be read back is not what was written.</exception>
    public static void Write(IFileSystem files, string path, TrainingCheckpoint checkpoint)
    {
        var metadata = new Dictionary<string, string> { [HashKey] = new('0', HashDigits), [StateKey] = checkpoint.State.ToJson() };
        IReadOnlyList<ReadOnlyMemory<byte>> parts = Safetensors.Parts(CheckpointTensors.Of(checkpoint), metadata);
        string digits = Safetensors.Hash(parts);
        byte[] header = parts[0].ToArray();
        Encoding.ASCII.GetBytes(digits).CopyTo(header, HashOffset);
        AtomicFile.Write(
            files,
            path,
            stream =>
            {
                stream.Write(header);
                foreach (ReadOnlyMemory<byte> part in parts.Skip(1))
                {
                    stream.Write(part.Span);
                }
            },
            stream =>
            {
                if (Verify(stream, path) != digits)
                {
                    throw new EngineException($"What was written to '{path}' reads back as something else; is the disk in order?");
                }
            });
    }

    /// <exception cref="DataFormatException">The file is damaged or not a checkpoint.</exception>
    /// <exception cref="EngineException">The file is missing or cannot be read.</exception>
    public static TrainingCheckpoint Read(IFileSystem files, string path)
    {
        try
        {
            using Stream stream = files.OpenRead(path);
            _ = Verify(stream, path);
            stream.Position = 0;
            SafetensorsContent content = Safetensors.Read(stream, path);
            if (!content.Metadata.TryGetValue(StateKey, out string? state))
            {
                throw new DataFormatException(path, 0, "the checkpoint lacks its state.");
            }

            return CheckpointTensors.ToCheckpoint(path, CheckpointState.Parse(path, state), content.Tensors.Values);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read the checkpoint '{path}': {error.Message}", error);
        }
    }

    // Reads all of a stream and returns the digits of the hash that it carries, which are right.
    private static string Verify(Stream stream, string path)
    {
        var start = new byte[HashOffset + HashDigits];
        int got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (got < start.Length || !start.AsSpan(sizeof(long), BeforeHash.Length).SequenceEqual(BeforeHash))
        {
            throw new DataFormatException(path, 0, "this is not a checkpoint, or only the start of one.");
        }

        string digits = Encoding.ASCII.GetString(start, HashOffset, HashDigits);
        start.AsSpan(HashOffset).Fill((byte)'0');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        var buffer = new byte[1 << 16];
        while ((got = stream.Read(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, got);
        }

        return digits == Convert.ToHexStringLower(hash.GetHashAndReset())
            ? digits
            : throw new DataFormatException(path, HashOffset, "the content does not have the SHA-256 that it carries: it is damaged or was not written to the end.");
    }
}
