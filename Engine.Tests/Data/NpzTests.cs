using System.Buffers.Binary;
using System.Text;
using Engine.Data;
using Xunit;

namespace Engine.Tests.Data;

public sealed class NpzTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadsBytesWithClasses(bool deflate)
    {
        var (train, test) = Read(NpySamples.Npz(deflate: deflate));

        Assert.Equal((4, 2, 3), (train.Count, test.Count, train.ClassCount));
        Assert.Equal([2, 3], train.InputShape);
        Assert.Equal(NpySamples.Count(24), train.Images.ToArray());
        Assert.Equal([0, 1, 2, 1], train.Labels.ToArray());
        Assert.Equal([2, 0], test.Labels.ToArray());
    }

    [Fact]
    public void FindsKerasMnistUnderItsName()
    {
        using var folder = new TemporaryFolder();
        byte[] file = NpySamples.Zip(
        [
            ("x_train.npy", NpySamples.Npy("|u1", [3, 28, 28], NpySamples.Count(3 * 784))),
            ("y_train.npy", NpySamples.Npy("|u1", [3], [9, 0, 1])),
            ("x_test.npy", NpySamples.Npy("|u1", [1, 28, 28], new byte[784])),
            ("y_test.npy", NpySamples.Npy("|u1", [1], [4])),
        ]);
        folder.Write("mnist/mnist.npz", file);

        var (train, _) = Datasets.Mnist.Load(new DatasetOptions { DataDirectory = folder.Path });

        Assert.Equal(("mnist", 3, 10), (train.Name, train.Count, train.ClassCount));
        Assert.Equal("9", train.ClassNames![9]);
    }

    [Theory]
    [InlineData("|b1", new byte[] { 0, 1, 1, 0 }, new float[] { 0, 1, 1, 0 })]
    [InlineData("|i1", new byte[] { 1, 0xff, 2, 0x80 }, new float[] { 1, -1, 2, -128 })]
    [InlineData("<u2", new byte[] { 1, 0, 0, 1, 2, 0, 0xff, 0xff }, new float[] { 1, 256, 2, 65535 })]
    [InlineData(">i2", new byte[] { 0, 1, 1, 0, 0, 2, 0xff, 0xff }, new float[] { 1, 256, 2, -1 })]
    [InlineData("<f2", new byte[] { 0, 0x3c, 0, 0xc0, 0, 0, 0, 0x38 }, new float[] { 1, -2, 0, 0.5f })]
    [InlineData(">f4", new byte[] { 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0x3f, 0, 0, 0 }, new float[] { 1, -2, 0, 0.5f })]
    public void ReadsOtherNumbersAsFloats(string type, byte[] data, float[] expected)
    {
        byte[] y = NpySamples.Npy("<i8", [4, 1], [.. new long[] { 0, 1, 0, 1 }.SelectMany(BitConverter.GetBytes)]);
        var (train, _) = Read(NpySamples.Zip([("x_train.npy", Samples()), ("y_train.npy", y), ("x_test.npy", Samples()), ("y_test.npy", y)]));

        Assert.True(train.HasFeatures);
        Assert.Equal(expected, train.Features.ToArray());
        Assert.Equal([0, 1, 0, 1], train.Labels.ToArray());

        byte[] Samples() => NpySamples.Npy(type, [4, 1], data, version: 2);
    }

    [Fact]
    public void FloatsOfEightBytesAreRounded()
    {
        byte[] data = [.. new[] { 0.1, 1e-50, -3, 1e10 }.SelectMany(BitConverter.GetBytes)];

        Assert.Equal([0.1f, 0, -3, 1e10f], NpyArray.Parse(NpySamples.Npy("<f8", [4], data), "x", 0).ToFloats());
    }

    [Fact]
    public void RowsOfFloatsAreTargets()
    {
        byte[] x = NpySamples.Npy("<f4", [2, 1], NpySamples.Floats(1, 2));
        byte[] y = NpySamples.Npy("<f4", [2, 3], NpySamples.Floats(0, 1, 0, 1, 0, 0));

        var (train, _) = Read(NpySamples.Zip([("x_train.npy", x), ("y_train.npy", y), ("x_test.npy", x), ("y_test.npy", y)]));

        Assert.Equal((3, 0), (train.TargetWidth, train.ClassCount));
        Assert.Equal([0, 1, 0, 1, 0, 0], train.Targets.ToArray());
    }

    [Fact]
    public void FortranOrderIsTurnedAround()
    {
        // Element (i, j, k) is 100 i + 10 j + k.
        var fortran = new List<byte>();
        foreach (int k in Enumerable.Range(0, 4))
        {
            foreach (int j in Enumerable.Range(0, 3))
            {
                fortran.AddRange(Enumerable.Range(0, 2).SelectMany(i => BitConverter.GetBytes((short)((100 * i) + (10 * j) + k))));
            }
        }

        NpyArray array = NpyArray.Parse(NpySamples.Npy("<i2", [2, 3, 4], [.. fortran], fortran: true, version: 3), "x", 0);

        Assert.Equal(
            from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) from k in Enumerable.Range(0, 4) select (float)((100 * i) + (10 * j) + k),
            array.ToFloats());
    }

    public static TheoryData<string, string> BadHeaders() => new()
    {
        { "", "expected '{'" },
        { "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)", "expected ','" },
        { "{'descr': '|u1', 'fortran_order': False}", "were expected" },
        { "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'more': 1}", "no key" },
        { "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2,)}", "twice" },
        { "{'descr': '|u1', 'fortran_order': 0, 'shape': (2,)}", "neither True nor False" },
        { "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}", "shape" },
        { "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999,)}", "shape" },
        { "{'descr': '|u1', 'fortran_order': False, 'shape': 2}", "expected '('" },
        { "{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", "should have 3 bytes" },
        { "{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000, 2000000000)}", "2 are there" },
        { "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)} x", "nothing else" },
        { "{'descr': '|u1, 'fortran_order': False, 'shape': (2,)}", "expected" },
        { "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "Python objects" },
        { "{'descr': '<U1', 'fortran_order': False, 'shape': (2,)}", "type '<U1'" },
        { "{'descr': '<c8', 'fortran_order': False, 'shape': (2,)}", "type '<c8'" },
        { "{'descr': '|u2', 'fortran_order': False, 'shape': (1,)}", "type '|u2'" },
        { "{'descr': [('a', '|u1'), ('b', '|u1')], 'fortran_order': False, 'shape': (1,)}", "structure" },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void RefusesMalformedArrays(string header, string expected) => Refuses(NpySamples.Npz("x_train", NpySamples.Npy(header, [1, 2])), expected);

    [Fact]
    public void AcceptsHeadersOfOtherWriters()
    {
        string header = "{\"shape\":(1L,2),\"fortran_order\":False,  \"descr\":'|u1'}    ";

        Assert.Equal([1, 2], NpyArray.Parse(NpySamples.Npy(header, [3, 4]), "x", 0).Shape);
    }

    public static TheoryData<string, byte[], string> BadFiles()
    {
        byte[] good = NpySamples.Npz();
        byte[] stored = NpySamples.Npz(deflate: false);
        byte[] damaged = [.. stored];
        damaged[stored.AsSpan().IndexOf(NpySamples.Count(24)) + 3] ^= 0x40;
        byte[] x = NpySamples.Npy("|u1", [1, 1], [0]);
        byte[] y = NpySamples.Npy("|u1", [1], [0]);
        return new TheoryData<string, byte[], string>
        {
            { "empty", [], "ZIP archive" },
            { "no archive", Encoding.ASCII.GetBytes(new string('x', 200)), "ZIP archive" },
            { "cut off", good[..^5], "ZIP archive" },
            { "bytes before the archive", [0, .. good], "ends here" },
            { "damaged", damaged, "CRC" },
            { "entry overlaps", Patch(good, Central(good, 1) + 42, BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(Central(good, 0) + 42))), "" },
            { "entry too long", Patch(stored, Central(stored, 0) + 20, 100_000), "overlaps" },
            { "length of 2^32 - 1", Patch(good, Central(good, 0) + 24, -1), "cannot be" },
            { "a byte more than declared", Patch(good, Central(good, 0) + 24, BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(Central(good, 0) + 24)) - 1), "should have" },
            { "a byte fewer than declared", Patch(good, Central(good, 0) + 24, BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(Central(good, 0) + 24)) + 1), "should have" },
            { "paths", NpySamples.Zip([("../x_train.npy", x)]), "paths" },
            { "folders", NpySamples.Zip([("a\\x_train.npy", x)]), "paths" },
            { "twice", NpySamples.Zip([("x_train.npy", x), ("x_train.npy", x)]), "twice" },
            { "no y_test", NpySamples.Zip([("x_train.npy", x), ("y_train.npy", y), ("x_test.npy", x)]), "there is no y_test (there are: x_test.npy" },
            { "no array", NpySamples.Npz("x_train", [1, 2, 3]), "NumPy" },
            { "version 4", NpySamples.Npz("x_train", NpySamples.Npy("|u1", [1], [0], version: 4)), "version 4.0" },
            { "counts disagree", NpySamples.Npz("y_train", NpySamples.Npy("|u1", [3], [0, 1, 2])), "do not belong together" },
            { "shapes disagree", NpySamples.Npz("x_test", NpySamples.Npy("|u1", [2, 3, 2], new byte[12])), "different shapes" },
            { "kinds disagree", NpySamples.Npz("y_test", NpySamples.Npy("<f4", [2], new byte[8])), "different kinds" },
            { "negative labels", NpySamples.Npz("y_train", NpySamples.Npy("|i1", [4], [0, 1, 0xff, 0])), "label 2 of y_train is -1" },
            { "label 300", NpySamples.Npz("y_train", NpySamples.Npy("<u2", [4], [0, 0, 44, 1, 0, 0, 0, 0])), "is 300" },
            { "no samples", NpySamples.Npz("x_train", NpySamples.Npy("|u1", [0, 2, 3], [])), "empty" },
            { "a float that is not finite", NpySamples.Zip([("x_train.npy", Nan()), ("y_train.npy", y), ("x_test.npy", Nan()), ("y_test.npy", y)]), "NaN" },
        };

        static byte[] Nan() => NpySamples.Npy("<f4", [1, 1], NpySamples.Floats(float.NaN));
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void SaysWhatIsWrong(string what, byte[] file, string expected)
    {
        Assert.NotEmpty(what);
        Refuses(file, expected);
    }

    private static void Refuses(byte[] file, string expected)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataFormatException>(() => Read(file));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.Contains("x.npz", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static (Dataset Train, Dataset Test) Read(byte[] file) => NpzDataset.Read(new MemoryStream(file), "x.npz", "x");

    /// <summary>Where entry <paramref name="index"/> of the directory begins.</summary>
    private static int Central(byte[] file, int index)
    {
        int position = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 22 + 16));
        for (int i = 0; i < index; i++)
        {
            position += 46 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(position + 28)) + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(position + 30));
        }

        return position;
    }

    private static byte[] Patch(byte[] file, int offset, int value)
    {
        byte[] changed = [.. file];
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(offset), value);
        return changed;
    }
}
