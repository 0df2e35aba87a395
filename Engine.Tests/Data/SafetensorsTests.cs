using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace Engine.Tests.Data;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadsBackWhatItWrote()
    {
        float[] values = [1, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, 3.14f];
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["note"] = "a \"quoted\" größe" };

        Safetensors.Write(_folder["a"], [SafeTensor.FromFloats("w", values, 2, 3), SafeTensor.FromFloats("b", [7f], 1), SafeTensor.FromFloats("none", [], 0, 5)], metadata);
        SafetensorsContent content = Safetensors.Read(_folder["a"]);

        Assert.Equal(metadata, content.Metadata);
        Assert.Equal(["b", "none", "w"], content.Tensors.Keys.Order());
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), content.Floats("w", 2, 3).Select(BitConverter.SingleToInt32Bits));
        Assert.Empty(content.Floats("none", 0, 5));
    }

    [Fact]
    public void WritesTheBytesOfTheFormat()
    {
        Safetensors.Write(_folder["a"], [SafeTensor.FromFloats("b", [1f, 2f], 2), SafeTensor.FromFloats("a", [3f])]);

        string header = """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""";
        byte[] expected = FileBytes(header.PadRight((header.Length + 7) / 8 * 8), Floats(3, 1, 2));
        Assert.Equal(expected, File.ReadAllBytes(_folder["a"]));
    }

    [Fact]
    public void BytesDoNotDependOnTheOrderOfTensors()
    {
        SafeTensor[] tensors = [.. Enumerable.Range(0, 20).Select(i => SafeTensor.FromFloats($"t{i}", [i], 1))];

        Safetensors.Write(_folder["a"], tensors);
        Safetensors.Write(_folder["b"], tensors.Reverse());

        Assert.Equal(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["b"]));
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFileAndNothingElse()
    {
        Safetensors.Write(_folder["a"], [SafeTensor.FromFloats("w", [1f], 1)]);
        byte[] before = File.ReadAllBytes(_folder["a"]);

        Assert.Throws<ArgumentException>(() => Safetensors.Write(_folder["a"], [SafeTensor.FromFloats("w", [1f], 1), SafeTensor.FromFloats("w", [2f], 1)]));
        Assert.Throws<EngineException>(() => Safetensors.Write(_folder["absent", "a"], [SafeTensor.FromFloats("w", [1f], 1)]));

        Assert.Equal(before, File.ReadAllBytes(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void ReadsFilesOfOtherWriters()
    {
        string header = """
            {"__metadata__":{}, "x":{"shape":[2,2],"data_offsets":[4,12],"dtype":"F16"}, "e":{"dtype":"I64","shape":[3,0],"data_offsets":[4,4]},
             "\u0077":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}
            """;

        SafetensorsContent content = Read(FileBytes(header, [0, 0, 0x80, 0x3f, .. new byte[8]]));

        Assert.Equal([1f], content.Floats("w", 1));
        Assert.Equal(SafeTensorType.F16, content.Tensors["x"].Type);
        Assert.Equal([3L, 0L], content.Tensors["e"].Shape);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("""{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", 3)]
    public void AcceptsWellFormedHeaders(string header, int dataLength) => Read(FileBytes(header, new byte[dataLength]));

    [Theory]
    [InlineData("""["a"]""", 0, "'{'")]
    [InlineData(""" {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "'{'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x""", 4, "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}""", 4, "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "twice")]
    [InlineData("""{"__metadata__":{"x":"1","x":"2"}}""", 0, "twice")]
    [InlineData("""{"__metadata__":{"x":1}}""", 0, "string")]
    [InlineData("""{"__metadata__":"x"}""", 0, "object")]
    [InlineData("""{"a":[]}""", 0, "object")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype 'F31'")]
    [InlineData("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype")]
    [InlineData("""{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "dtype must be a string")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "needs dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "needs dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}""", 4, "unknown field 'extra'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4, "too large")]
    [InlineData("""{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}""", 1, "whole number of bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "0 was expected")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "4 was expected")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "8 was expected")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "extra bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}""", 4, "truncated")]
    public void RefusesMalformedHeaders(string header, int dataLength, string expected) =>
        Refuses(FileBytes(header, new byte[dataLength]), expected);

    [Fact]
    public void RefusesImpossibleHeaderLengths()
    {
        Refuses([1, 2, 3], "3 bytes");
        Refuses([0, 0, 0, 0, 0, 0, 0, 0], "'{'");
        Refuses([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, (byte)'{'], "at most 100000000");
        Refuses([0x00, 0xe1, 0xf5, 0x05, 0, 0, 0, 0, (byte)'{', (byte)'}'], "only 2 bytes follow");
        Refuses([3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}'], "only 2 bytes follow");
    }

    [Fact]
    public void TakesNoMemoryForWhatIsNotThere()
    {
        // The longest header allowed, and a tensor of a terabyte, in files of a few bytes.
        byte[][] files =
        [
            [0x00, 0xe1, 0xf5, 0x05, 0, 0, 0, 0, (byte)'{', (byte)'}'],
            FileBytes("""{"a":{"dtype":"F32","shape":[274877906944],"data_offsets":[0,1099511627776]}}""", new byte[4]),
        ];
        foreach (byte[] file in files)
        {
            string path = _folder.Write("promise", file);
            long before = GC.GetAllocatedBytesForCurrentThread();

            Assert.Throws<DataFormatException>(() => Safetensors.Read(path));

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void RefusesInvalidUtf8()
    {
        byte[] file = FileBytes("""{"a?":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]);
        file[Array.IndexOf(file, (byte)'?')] = 0xff;

        Refuses(file, "UTF-8");
    }

    [Fact]
    public void RefusesLoneSurrogates() =>
        Refuses(FileBytes("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]), "UTF-8");

    [Fact]
    public void RefusesDeepNesting() => Refuses(FileBytes("{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 1000)), []), "unknown field");

    [Fact]
    public void NamesATensorThatIsMissingOrOfAnotherShape()
    {
        SafetensorsContent content = Read(FileBytes("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"i":{"dtype":"I32","shape":[1],"data_offsets":[4,8]}}""", new byte[8]));

        Assert.Contains("no tensor 'b'", Assert.Throws<EngineException>(() => content.Floats("b", 1)).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", Assert.Throws<EngineException>(() => content.Floats("a", 2, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("I32", Assert.Throws<EngineException>(() => content.Floats("i", 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MutatedFilesAreReadOrRefusedButNeverMore()
    {
        float[] values = [.. Enumerable.Range(0, 12).Select(i => (float)i)];
        Safetensors.Write(_folder["good"], [SafeTensor.FromFloats("kernel", values, 3, 4), SafeTensor.FromFloats("bias", [1f, 2f], 2)], new Dictionary<string, string> { ["k"] = "v" });
        byte[] good = File.ReadAllBytes(_folder["good"]);
        var random = new Random(20251);
        int refused = 0;
        for (int round = 0; round < 600; round++)
        {
            byte[] mutant = Mutate(random, good);
            try
            {
                SafetensorsContent content = Read(mutant);
                Assert.True(content.Tensors.Values.Sum(tensor => (long)tensor.Data.Length) <= mutant.Length);
            }
            catch (DataFormatException error)
            {
                refused++;
                Assert.False(error.Message.Any(char.IsControl), error.Message);
            }
        }

        Assert.InRange(refused, 300, 600);
    }

    private static byte[] Mutate(Random random, byte[] good)
    {
        List<byte> bytes = [.. good];
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            // Mostly within the header, where it matters.
            int place = random.Next(random.Next(4) == 0 ? bytes.Count : Math.Min(bytes.Count, 180));
            switch (random.Next(5))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveAt(place);
                    break;
                case 3:
                    bytes.Insert(place, (byte)"{}[]\",:0123456789"[random.Next(17)]);
                    break;
                default:
                    bytes.RemoveRange(place, Math.Min(random.Next(20), bytes.Count - place));
                    break;
            }
        }

        return [.. bytes];
    }

    private void Refuses(byte[] file, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(file));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("offset", error.Message, StringComparison.Ordinal);
    }

    private SafetensorsContent Read(byte[] file) => Safetensors.Read(_folder.Write("file.safetensors", file));

    private static byte[] FileBytes(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        data.CopyTo(file, 8 + text.Length);
        return file;
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
