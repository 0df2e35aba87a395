using System.Numerics;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Runs a function of one lane's values in every active lane.</summary>
internal static class PtxActions
{
    private const int Lanes = PtxWarp.Lanes;

    public static PtxAction Unary(int target, int a, ulong mask, Func<ulong, ulong> function) => (warp, active) =>
    {
        uint undefined = warp.Use(a, active);
        var d = warp.Values.AsSpan(target * Lanes, Lanes);
        var x = warp.Values.AsSpan(a * Lanes, Lanes);
        if (active == uint.MaxValue)
        {
            for (int lane = 0; lane < Lanes; lane++)
                d[lane] = function(x[lane]) & mask;
        }
        else
        {
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                d[lane] = function(x[lane]) & mask;
            }
        }
        warp.Define(target, active, undefined);
    };

    public static PtxAction Binary(int target, int a, int b, ulong mask, Func<ulong, ulong, ulong> function) => (warp, active) =>
    {
        uint undefined = warp.Use(a, active) | warp.Use(b, active);
        var d = warp.Values.AsSpan(target * Lanes, Lanes);
        var x = warp.Values.AsSpan(a * Lanes, Lanes);
        var y = warp.Values.AsSpan(b * Lanes, Lanes);
        if (active == uint.MaxValue)
        {
            for (int lane = 0; lane < Lanes; lane++)
                d[lane] = function(x[lane], y[lane]) & mask;
        }
        else
        {
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                d[lane] = function(x[lane], y[lane]) & mask;
            }
        }
        warp.Define(target, active, undefined);
    };

    /// <summary>The same, where the ISA leaves some results undefined.</summary>
    public static PtxAction Partial(
        int target, int a, int b, ulong mask, Func<ulong, ulong, bool> defined, Func<ulong, ulong, ulong> function) => (warp, active) =>
    {
        uint undefined = warp.Use(a, active) | warp.Use(b, active);
        var d = warp.Values.AsSpan(target * Lanes, Lanes);
        var x = warp.Values.AsSpan(a * Lanes, Lanes);
        var y = warp.Values.AsSpan(b * Lanes, Lanes);
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            bool good = defined(x[lane], y[lane]);
            d[lane] = good ? function(x[lane], y[lane]) & mask : mask;
            if (!good)
                undefined |= 1u << lane;
        }
        warp.Define(target, active, undefined);
    };

    public static PtxAction Ternary(int target, int a, int b, int c, ulong mask, Func<ulong, ulong, ulong, ulong> function) => (warp, active) =>
    {
        uint undefined = warp.Use(a, active) | warp.Use(b, active) | warp.Use(c, active);
        var d = warp.Values.AsSpan(target * Lanes, Lanes);
        var x = warp.Values.AsSpan(a * Lanes, Lanes);
        var y = warp.Values.AsSpan(b * Lanes, Lanes);
        var z = warp.Values.AsSpan(c * Lanes, Lanes);
        if (active == uint.MaxValue)
        {
            for (int lane = 0; lane < Lanes; lane++)
                d[lane] = function(x[lane], y[lane], z[lane]) & mask;
        }
        else
        {
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                d[lane] = function(x[lane], y[lane], z[lane]) & mask;
            }
        }
        warp.Define(target, active, undefined);
    };

    public static PtxAction Quaternary(
        int target, int a, int b, int c, int e, ulong mask, Func<ulong, ulong, ulong, ulong, ulong> function) => (warp, active) =>
    {
        uint undefined = warp.Use(a, active) | warp.Use(b, active) | warp.Use(c, active) | warp.Use(e, active);
        var values = warp.Values;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            values[(target * Lanes) + lane] = mask & function(
                values[(a * Lanes) + lane], values[(b * Lanes) + lane], values[(c * Lanes) + lane], values[(e * Lanes) + lane]);
        }
        warp.Define(target, active, undefined);
    };

    /// <summary>One bit a lane.</summary>
    public static uint Test(PtxWarp warp, uint active, int a, int b, Func<ulong, ulong, bool> test)
    {
        var x = warp.Values.AsSpan(a * Lanes, Lanes);
        var y = warp.Values.AsSpan(b * Lanes, Lanes);
        uint result = 0;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (test(x[lane], y[lane]))
                result |= 1u << lane;
        }
        return result;
    }

    public static void SetPredicate(PtxWarp warp, uint active, int target, uint bits, uint undefined)
    {
        warp.Predicates[target] = (warp.Predicates[target] & ~active) | (bits & active);
        warp.Define(target, active, undefined);
    }
}
