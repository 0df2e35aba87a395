using System.Buffers.Binary;
using System.Text;

namespace Engine.Tests.Fuzzing;

/// <summary>Damages files as transmission, bad writers and attackers do: single bits, lengths, missing and repeated parts.</summary>
internal static class Mutator
{
    private static readonly long[] s_numbers =
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 127, 128, 255, 256, 511, 512, 32767, 32768, 65535, 65536, int.MaxValue - 1L, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue, -1, -2];

    /// <summary>A copy with one to four changes.</summary>
    /// <param name="good">A file, or a part of one.</param>
    /// <param name="random">Decides what is changed.</param>
    /// <param name="words">Texts of the format, put in now and then.</param>
    public static byte[] Mutate(byte[] good, Random random, params string[] words)
    {
        List<byte> bytes = [.. good];
        for (int change = random.Next(2) == 0 ? 1 : random.Next(2, 5); change > 0; change--)
        {
            Change(bytes, random, words);
        }

        return [.. bytes];
    }

    /// <summary>A copy of a list with one entry removed, repeated, moved, or left to <paramref name="change"/>.</summary>
    public static List<T> MutateList<T>(IEnumerable<T> good, Random random, Func<T, T> change)
    {
        List<T> list = [.. good];
        int place = random.Next(list.Count);
        switch (random.Next(8))
        {
            case 0:
                list.RemoveAt(place);
                break;
            case 1:
                list.Insert(random.Next(list.Count + 1), list[place]);
                break;
            case 2:
                int other = random.Next(list.Count);
                (list[place], list[other]) = (list[other], list[place]);
                break;
            default:
                list[place] = change(list[place]);
                break;
        }

        return list;
    }

    private static void Change(List<byte> bytes, Random random, string[] words)
    {
        int place = Place(bytes.Count, random);
        int length = Math.Min(random.Next(1, 1 << random.Next(1, 10)), bytes.Count - place);
        switch (random.Next(words.Length > 0 ? 11 : 9))
        {
            case 0 when bytes.Count > 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when bytes.Count > 0:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2 or 3:
                WriteNumber(bytes, place, random);
                break;
            case 4:
                bytes.RemoveRange(place, length);
                break;
            case 5:
                bytes.InsertRange(place, bytes.GetRange(place, length));
                break;
            case 6:
                bytes.InsertRange(Place(bytes.Count, random), bytes.GetRange(place, length));
                break;
            case 7:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 8:
                var rest = new byte[random.Next(20)];
                random.NextBytes(rest);
                bytes.AddRange(rest);
                break;
            case > 8:
                bytes.InsertRange(place, Encoding.UTF8.GetBytes(words[random.Next(words.Length)]));
                break;
        }
    }

    // Mostly at the start, where headers are, or at the end, where directories and checksums are.
    private static int Place(int count, Random random) => count == 0 ? 0 : random.Next(4) switch
    {
        0 => random.Next(Math.Min(count, 64)),
        1 => count - 1 - random.Next(Math.Min(count, 160)),
        _ => random.Next(count),
    };

    private static void WriteNumber(List<byte> bytes, int place, Random random)
    {
        long value = random.Next(4) switch
        {
            0 => bytes.Count + random.Next(-2, 3),
            1 => random.NextInt64(),
            _ => s_numbers[random.Next(s_numbers.Length)],
        };
        var number = new byte[8];
        int width = 1 << random.Next(4);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            number = number[..width];
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            number = number[^width..];
        }

        for (int i = 0; i < width && place + i < bytes.Count; i++)
        {
            bytes[place + i] = number[i];
        }
    }
}
