namespace Engine.Data;

/// <summary>
/// One file of CIFAR-10's binary version: records of a label and 32 x 32 pixels, first all reds, then greens, then blues.
/// </summary>
internal static class Cifar10Batch
{
    public const int Side = 32;
    public const int Channels = 3;

    /// <summary>The most bytes that a file may have: more than a hundred times the published one.</summary>
    public const int MaxBytes = 1 << 30;

    private const int Plane = Side * Side;
    private const int RecordBytes = 1 + (Channels * Plane);

    /// <summary>How many images a file of so many bytes has.</summary>
    /// <exception cref="DataFormatException">It is no whole number of them.</exception>
    public static int Count(string name, long bytes) => bytes > 0 && bytes <= MaxBytes && bytes % RecordBytes == 0
        ? (int)(bytes / RecordBytes)
        : throw new DataFormatException(name, bytes / RecordBytes * RecordBytes, $"the file has {bytes} bytes; 1 or more images of {RecordBytes} bytes, and at most {MaxBytes} in all, were expected.");

    /// <summary>Takes records apart.</summary>
    /// <param name="name">Named in errors.</param>
    /// <param name="records">The content of the file.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="images">Takes the pixels, [image, row, column, channel].</param>
    /// <param name="labels">Takes the labels.</param>
    public static void Split(string name, ReadOnlySpan<byte> records, int classes, Span<byte> images, Span<byte> labels)
    {
        for (int image = 0; image < labels.Length; image++)
        {
            ReadOnlySpan<byte> record = records.Slice(image * RecordBytes, RecordBytes);
            if (record[0] >= classes)
            {
                throw new DataFormatException(name, (long)image * RecordBytes, $"label {image} is {record[0]}, but the classes are 0 to {classes - 1}.");
            }

            labels[image] = record[0];
            Span<byte> target = images.Slice(image * Channels * Plane, Channels * Plane);
            for (int channel = 0; channel < Channels; channel++)
            {
                ReadOnlySpan<byte> plane = record.Slice(1 + (channel * Plane), Plane);
                for (int i = 0; i < Plane; i++)
                {
                    target[(i * Channels) + channel] = plane[i];
                }
            }
        }
    }
}
