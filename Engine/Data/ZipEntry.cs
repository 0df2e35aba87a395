namespace Engine.Data;

/// <summary>A file in a ZIP archive, as the archive's directory describes it.</summary>
/// <param name="Name">Its name; never a path.</param>
/// <param name="Deflated">Whether it is compressed.</param>
/// <param name="Crc">The CRC-32 of its content.</param>
/// <param name="CompressedBytes">The bytes that it takes in the archive.</param>
/// <param name="Bytes">The bytes of its content.</param>
/// <param name="HeaderOffset">Where its local header lies.</param>
/// <param name="DataOffset">Where its bytes begin.</param>
internal sealed record ZipEntry(string Name, bool Deflated, uint Crc, long CompressedBytes, long Bytes, long HeaderOffset, long DataOffset)
{
    /// <summary>The first byte behind it.</summary>
    public long End => DataOffset + CompressedBytes;
}
