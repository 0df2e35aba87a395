namespace ILGPU;

public static partial class Atomic
{
    public static int And(ref int target, int value) => Interlocked.And(ref target, value);
    public static long And(ref long target, long value) => Interlocked.And(ref target, value);
    public static uint And(ref uint target, uint value) => Interlocked.And(ref target, value);
    public static ulong And(ref ulong target, ulong value) => Interlocked.And(ref target, value);

    public static int Or(ref int target, int value) => Interlocked.Or(ref target, value);
    public static long Or(ref long target, long value) => Interlocked.Or(ref target, value);
    public static uint Or(ref uint target, uint value) => Interlocked.Or(ref target, value);
    public static ulong Or(ref ulong target, ulong value) => Interlocked.Or(ref target, value);

    public static int Xor(ref int target, int value)
    {
        int current = Volatile.Read(ref target);
        while (true)
        {
            int seen = Interlocked.CompareExchange(ref target, current ^ value, current);
            if (seen == current)
                return seen;
            current = seen;
        }
    }

    public static long Xor(ref long target, long value)
    {
        long current = Volatile.Read(ref target);
        while (true)
        {
            long seen = Interlocked.CompareExchange(ref target, current ^ value, current);
            if (seen == current)
                return seen;
            current = seen;
        }
    }

    public static uint Xor(ref uint target, uint value)
    {
        uint current = Volatile.Read(ref target);
        while (true)
        {
            uint seen = Interlocked.CompareExchange(ref target, current ^ value, current);
            if (seen == current)
                return seen;
            current = seen;
        }
    }

    public static ulong Xor(ref ulong target, ulong value)
    {
        ulong current = Volatile.Read(ref target);
        while (true)
        {
            ulong seen = Interlocked.CompareExchange(ref target, current ^ value, current);
            if (seen == current)
                return seen;
            current = seen;
        }
    }
}
