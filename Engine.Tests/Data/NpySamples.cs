using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Engine.Tests.Data;

/// <summary>Makes small files in NumPy's formats, good and bad ones.</summary>
internal static class NpySamples
{
    public static byte[] Npy(string header, byte[] data, int version = 1)
    {
        byte[] text = Encoding.Latin1.GetBytes(header + "\n");
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    public static byte[] Npy(string type, int[] shape, byte[] data, bool fortran = false, int version = 1) =>
        Npy($"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({string.Concat(shape.Select(extent => $"{extent}, "))}), }}", data, version);

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> files, bool deflate = true)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using Stream entry = archive.CreateEntry(name, deflate ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return target.ToArray();
    }

    /// <summary>A data set of 4 samples of [2, 3] to train on and 2 to test on; one array may be replaced.</summary>
    public static byte[] Npz(string? replaced = null, byte[]? by = null, bool deflate = true)
    {
        var arrays = new Dictionary<string, byte[]>
        {
            ["x_test"] = Npy("|u1", [2, 2, 3], Count(12)),
            ["x_train"] = Npy("|u1", [4, 2, 3], Count(24)),
            ["y_train"] = Npy("|u1", [4], [0, 1, 2, 1]),
            ["y_test"] = Npy("|u1", [2], [2, 0]),
        };
        if (replaced is not null)
        {
            arrays[replaced] = by!;
        }

        return Zip(arrays.Select(array => (array.Key + ".npy", array.Value)), deflate);
    }

    public static byte[] Count(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
