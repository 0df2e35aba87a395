using System.Buffers.Binary;
using System.IO.Compression;

namespace Engine.Tests.Data;

/// <summary>Makes small IDX files, good and bad ones.</summary>
internal static class IdxSamples
{
    public const string TrainImages = "train-images-idx3-ubyte";
    public const string TrainLabels = "train-labels-idx1-ubyte";
    public const string TestImages = "t10k-images-idx3-ubyte";
    public const string TestLabels = "t10k-labels-idx1-ubyte";

    public static byte[] Images(int count, int side = 28) =>
        Idx([count, side, side], Enumerable.Range(0, count * side * side).Select(i => (byte)(i * 7)).ToArray());

    public static byte[] Labels(int count) => Idx([count], Enumerable.Range(0, count).Select(i => (byte)(i % 10)).ToArray());

    public static byte[] Idx(int[] extents, byte[] content)
    {
        var file = new byte[4 + (4 * extents.Length) + content.Length];
        file[2] = 8;
        file[3] = (byte)extents.Length;
        for (int axis = 0; axis < extents.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * axis)), extents[axis]);
        }

        content.CopyTo(file, 4 + (4 * extents.Length));
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return target.ToArray();
    }

    /// <summary>The four files: 5 images to train on and 3 to test on; one may be replaced.</summary>
    public static void WriteAll(TemporaryFolder folder, string? replaced = null, byte[]? by = null, string below = "")
    {
        var files = new Dictionary<string, byte[]>
        {
            [TrainImages] = Images(5),
            [TrainLabels] = Labels(5),
            [TestImages + ".gz"] = Gzip(Images(3)),
            [TestLabels + ".gz"] = Gzip(Labels(3)),
        };
        if (replaced is not null)
        {
            files.Remove(replaced);
            files.Remove(replaced + ".gz");
            files[replaced + (by![0] == 0x1f ? ".gz" : "")] = by;
        }

        foreach (var (name, content) in files)
        {
            folder.Write(Path.Combine(below, name), content);
        }
    }
}
