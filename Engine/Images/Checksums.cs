namespace Engine.Images;

/// <summary>The checksums of the PNG, zlib and ZIP formats.</summary>
internal static class Checksums
{
    private const uint AdlerModulus = 65521;

    // So many bytes can be summed before a 32-bit sum may overflow (RFC 1950).
    private const int AdlerBlock = 5552;

    private static readonly uint[] s_crcTable = CrcTable();

    /// <summary>CRC-32 (polynomial 0x04C11DB7, reflected), continued from an earlier part's.</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        foreach (byte b in bytes)
        {
            crc = s_crcTable[(byte)crc ^ b] ^ (crc >> 8);
        }

        return ~crc;
    }

    /// <summary>Adler-32 (RFC 1950), continued from an earlier part's; it begins with 1.</summary>
    public static uint Adler32(ReadOnlySpan<byte> bytes, uint before = 1)
    {
        uint low = before & 0xFFFF;
        uint high = before >> 16;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> block = bytes[..Math.Min(AdlerBlock, bytes.Length)];
            foreach (byte b in block)
            {
                low += b;
                high += low;
            }

            low %= AdlerModulus;
            high %= AdlerModulus;
            bytes = bytes[block.Length..];
        }

        return (high << 16) | low;
    }

    private static uint[] CrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }

            table[i] = crc;
        }

        return table;
    }
}
