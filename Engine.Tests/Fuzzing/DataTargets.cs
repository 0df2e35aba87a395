using System.Formats.Tar;
using System.Text;
using Engine.Data;
using Engine.Tests.Data;

namespace Engine.Tests.Fuzzing;

/// <summary>Readers of data sets.</summary>
internal static class DataTargets
{
    private static readonly byte[] s_idx = IdxSamples.Images(3, side: 5);
    private static readonly byte[] s_npz = NpySamples.Npz();
    private static readonly byte[] s_tar = Tar();

    private static readonly (string Name, byte[] Array)[] s_arrays =
    [
        ("x_train", NpySamples.Npy("<f4", [3, 2], NpySamples.Floats(1, 2, 3, 4, 5, 6))),
        ("y_train", NpySamples.Npy("<i8", [3], new byte[24])),
        ("x_test", NpySamples.Npy("<f4", [1, 2], NpySamples.Floats(7, 8), fortran: true, version: 2)),
        ("y_test", NpySamples.Npy("<i8", [1, 1], new byte[8])),
    ];

    private static readonly byte[][] s_csv =
    [
        Encoding.UTF8.GetBytes("a,b,label\n1,2.5,\"x, y\"\n-3e4,0,z\n7,8,\"a \"\"b\"\"\"\n"),
        Encoding.UTF8.GetBytes("label,p0,p1\r\n0,1,255\r\n3,2,7\r\n"),
        Encoding.UTF8.GetBytes("\uFEFFtarget,größe\nja,1\nnein,2\nja,3\n"),
    ];

    public static FuzzTarget Idx { get; } = new(random => Mutator.Mutate(s_idx, random), ReadIdx);

    public static FuzzTarget Gzip { get; } = new(
        random => random.Next(2) == 0 ? Mutator.Mutate(IdxSamples.Gzip(s_idx), random) : IdxSamples.Gzip(Mutator.Mutate(s_idx, random)),
        ReadIdx);

    public static FuzzTarget Zip { get; } = new(random => Mutator.Mutate(s_npz, random), ReadNpz);

    public static FuzzTarget Npz { get; } = new(
        random => NpySamples.Zip(Mutator.MutateList(s_arrays, random, array => (array.Name, MutateNpy(array.Array, random))).Select(array => (array.Name + ".npy", array.Array))),
        ReadNpz);

    public static FuzzTarget Npy { get; } = new(
        random => MutateNpy(s_arrays[random.Next(s_arrays.Length)].Array, random),
        file =>
        {
            NpyArray array = NpyArray.Parse(file, "x.npy", 0);
            Assert(array.ToFloats().Length == array.Count);
        });

    public static FuzzTarget TarArchive { get; } = new(random => MutateTar(random), ReadCifar);

    public static FuzzTarget TarGz { get; } = new(
        random => random.Next(2) == 0 ? Mutator.Mutate(IdxSamples.Gzip(s_tar), random) : IdxSamples.Gzip(MutateTar(random)),
        ReadCifar);

    public static FuzzTarget Csv { get; } = new(
        random => Mutator.Mutate(s_csv[random.Next(s_csv.Length)], random, ",", "\"", "\n", "\r\n", "1e99", "nan", "label", "é", "-0"),
        file => CsvDataset.Read(new DataStream(new MemoryStream(file), "x.csv"), "x", new FileDatasetOptions()));

    private static void ReadIdx(byte[] file) => IdxFile.Read(new DataStream(new MemoryStream(file), "x.idx"), rank: 3);

    private static void ReadNpz(byte[] file) => NpzDataset.Read(new MemoryStream(file), "x.npz", "x");

    private static void ReadCifar(byte[] file) => Cifar10Dataset.ReadArchive(new DataStream(new MemoryStream(file), "x.tar"), Datasets.Cifar10);

    private static byte[] MutateNpy(byte[] array, Random random) =>
        Mutator.Mutate(array, random, "'", "(", ")", ",", "{", "}", "'descr': '|O'", "[('a', '<f4')]", "True", "2147483647, ", "0, ", "1L", ">", "f8", "u1");

    private static byte[] Tar()
    {
        using var target = new MemoryStream();
        using (var writer = new TarWriter(target, TarEntryFormat.Pax))
        {
            foreach (string file in new[] { "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin" })
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "cifar-10-batches-bin/" + file) { DataStream = new MemoryStream(new byte[3073]) });
            }
        }

        return target.ToArray();
    }

    // Headers are changed, and mostly given the checksum that then is right.
    private static byte[] MutateTar(Random random)
    {
        if (random.Next(4) == 0)
        {
            return Mutator.Mutate(s_tar, random);
        }

        byte[] file = [.. s_tar];
        int block = 512 * random.Next(file.Length / 512);
        byte[] changed = Mutator.Mutate(file[block..(block + 512)], random, "0", "7", "77777777777", "../", "test_batch.bin", "\0");
        changed.AsSpan(0, Math.Min(512, changed.Length)).CopyTo(file.AsSpan(block));
        Span<byte> header = file.AsSpan(block, 512);
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte b in header)
        {
            sum += b;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
        return file;
    }

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
