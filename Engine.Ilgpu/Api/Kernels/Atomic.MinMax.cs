namespace ILGPU;

public static partial class Atomic
{
    public static int Min(ref int target, int value)
    {
        int current = Volatile.Read(ref target);
        while (true)
        {
            int seen = Interlocked.CompareExchange(ref target, Math.Min(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static long Min(ref long target, long value)
    {
        long current = Volatile.Read(ref target);
        while (true)
        {
            long seen = Interlocked.CompareExchange(ref target, Math.Min(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static uint Min(ref uint target, uint value)
    {
        uint current = Volatile.Read(ref target);
        while (true)
        {
            uint seen = Interlocked.CompareExchange(ref target, Math.Min(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static ulong Min(ref ulong target, ulong value)
    {
        ulong current = Volatile.Read(ref target);
        while (true)
        {
            ulong seen = Interlocked.CompareExchange(ref target, Math.Min(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static float Min(ref float target, float value)
    {
        float current = Volatile.Read(ref target);
        while (true)
        {
            float seen = Interlocked.CompareExchange(ref target, Math.Min(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static double Min(ref double target, double value)
    {
        double current = Volatile.Read(ref target);
        while (true)
        {
            double seen = Interlocked.CompareExchange(ref target, Math.Min(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static int Max(ref int target, int value)
    {
        int current = Volatile.Read(ref target);
        while (true)
        {
            int seen = Interlocked.CompareExchange(ref target, Math.Max(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static long Max(ref long target, long value)
    {
        long current = Volatile.Read(ref target);
        while (true)
        {
            long seen = Interlocked.CompareExchange(ref target, Math.Max(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static uint Max(ref uint target, uint value)
    {
        uint current = Volatile.Read(ref target);
        while (true)
        {
            uint seen = Interlocked.CompareExchange(ref target, Math.Max(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static ulong Max(ref ulong target, ulong value)
    {
        ulong current = Volatile.Read(ref target);
        while (true)
        {
            ulong seen = Interlocked.CompareExchange(ref target, Math.Max(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static float Max(ref float target, float value)
    {
        float current = Volatile.Read(ref target);
        while (true)
        {
            float seen = Interlocked.CompareExchange(ref target, Math.Max(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }

    public static double Max(ref double target, double value)
    {
        double current = Volatile.Read(ref target);
        while (true)
        {
            double seen = Interlocked.CompareExchange(ref target, Math.Max(current, value), current);
            if (seen.Equals(current))
                return seen;
            current = seen;
        }
    }
}
