using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private const int HashOffset = 35;
    private const int HashDigits = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadsBackToTheLastBit()
    {
        TrainingCheckpoint written = SampleCheckpoints.After(9);
        TrainingCheckpoint read = Read(Bytes(written));

        Assert.Equal(written.State.ToJson(), read.State.ToJson());
        Assert.Equal(written.History, read.History);
        Assert.Null(read.History[0].ValidationLoss);
        Assert.Equal(written.Slots.ToArray(), read.Slots.ToArray());
        Assert.Equal(Values(written.Weights), Values(read.Weights));
        Assert.Equal(double.PositiveInfinity, read.Callbacks["EarlyStopping"].GetNumber("best"));
        Assert.Equal(Values(written.Callbacks["EarlyStopping"].GetWeights("bestWeights")!), Values(read.Callbacks["EarlyStopping"].GetWeights("bestWeights")!));
        Assert.Equal(Bytes(written), Bytes(read));
    }

    [Fact]
    public void IsASafetensorsFile()
    {
        SafetensorsContent content = Safetensors.Read(_folder.Write("file", Bytes(SampleCheckpoints.After(9))));

        Assert.Equal(["callbacks/EarlyStopping/bestWeights/dense.bias", "history", "model/dense.bias", "model/dense.kernel", "optimizer/slots"], content.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([0.5f, 9], content.Floats("model/dense.bias", 2));
    }

    [Fact]
    public void AnyChangedByteIsFound()
    {
        byte[] good = Bytes(SampleCheckpoints.After(9));
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x20;
            Assert.Throws<DataFormatException>(() => Read(bad));
        }

        Assert.Throws<DataFormatException>(() => Read([.. good, 0]));
    }

    [Theory]
    [InlineData("\\u0022format\\u0022:1", "\\u0022format\\u0022:2", "format of the checkpoint is 2")]
    [InlineData("\\u0022epochStep\\u0022:2", "\\u0022epochStep\\u0022:-2", "contradict")]
    [InlineData("\\u0022epochStep\\u0022:2", "\\u0022epochStep\\u0022:10", "contradict")]
    [InlineData("\\u0022steps\\u0022:9", "\\u0022steps\\u0022:99", "contradict")]
    [InlineData("\\u0022seconds\\u0022:1E-07", "\\u0022seconds\\u0022:-1", "contradict")]
    [InlineData("\\u0022seconds\\u0022:1E-07", "\\u0022seconds\\u0022:1E300", "contradict")]
    [InlineData("\\u0022seconds\\u0022:1E-07", "\\u0022moments\\u0022:1", "not the state")]
    [InlineData("\\u0022seed\\u0022:", "\\u0022shuffle\\u0022:", "not the state")]
    [InlineData("\\u0022accuracy\\u0022", "\\u0022auc\\u0022", "other figures")]
    [InlineData("\"state\"", "\"other\"", "lacks its state")]
    [InlineData("\"optimizer/slots\"", "\"optimizer/slot\"", "no tensor 'optimizer/slot'")]
    [InlineData("\"model/dense.bias\"", "\"dense.bias\"", "no tensor 'dense.bias'")]
    [InlineData("\"history\"", "\"model/history\"", "no tensor 'model/history'")]
    [InlineData("callbacks/EarlyStopping", "callbacks/LateStopping", "no tensor 'callbacks/LateStopping")]
    [InlineData("callbacks/EarlyStopping/bestWeights", "callbacks/EarlyStopping", "no tensor 'callbacks/EarlyStopping/dense.bias'")]
    [InlineData("[2,6]", "[12,1]", "no tensor 'history'")]
    public void RefusesWhatCannotBeEvenWithTheRightHash(string old, string changed, string expected)
    {
        string header = Header(SampleCheckpoints.After(9));
        Assert.Contains(old, header, StringComparison.Ordinal);

        var error = Assert.Throws<DataFormatException>(() => Read(WithHeader(header.Replace(old, changed, StringComparison.Ordinal))));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MutatedFilesWithTheRightHashAreReadOrRefusedButNeverMore()
    {
        string good = Header(SampleCheckpoints.After(9));
        var random = new Random(715);
        int refused = 0;
        for (int round = 0; round < 500; round++)
        {
            var header = new StringBuilder(good);
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                // After the hash, whose place is checked first.
                int place = random.Next(HashOffset + HashDigits, header.Length);
                switch (random.Next(3))
                {
                    case 0:
                        header[place] = (char)random.Next(32, 127);
                        break;
                    case 1:
                        header.Remove(place, Math.Min(random.Next(20), header.Length - place));
                        break;
                    default:
                        header.Insert(place, "{}[]\",:-0123456789/\\"[random.Next(20)]);
                        break;
                }
            }

            try
            {
                _ = Read(WithHeader(header.ToString()));
            }
            catch (DataFormatException error)
            {
                refused++;
                Assert.False(error.Message.Any(char.IsControl), error.Message);
            }
        }

        Assert.InRange(refused, 250, 500);
    }

    [Fact]
    public void AMissingFileIsSaid() =>
        Assert.Contains("Cannot read the checkpoint", Assert.Throws<EngineException>(() => TrainingCheckpoint.Read(_folder["none"])).Message, StringComparison.Ordinal);

    private static string Values(IEnumerable<WeightTensor> weights) =>
        string.Join('\n', weights.Select(weight => $"{weight.Name} [{string.Join(',', weight.Shape)}] {string.Join(' ', weight.Values.ToArray())}"));

    private byte[] Bytes(TrainingCheckpoint checkpoint)
    {
        checkpoint.Save(_folder["bytes"]);
        return File.ReadAllBytes(_folder["bytes"]);
    }

    private string Header(TrainingCheckpoint checkpoint)
    {
        byte[] bytes = Bytes(checkpoint);
        return Encoding.UTF8.GetString(bytes, 8, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
    }

    // The checkpoint with another header, and the hash that makes it whole.
    private byte[] WithHeader(string header)
    {
        byte[] good = Bytes(SampleCheckpoints.After(9));
        int data = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(good);
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] file = [.. new byte[8], .. text, .. good[data..]];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        file.AsSpan(HashOffset, HashDigits).Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file))).CopyTo(file, HashOffset);
        return file;
    }

    private TrainingCheckpoint Read(byte[] file) => TrainingCheckpoint.Read(_folder.Write("file", file));
}
