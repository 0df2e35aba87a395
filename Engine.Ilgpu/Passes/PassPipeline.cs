using System.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// The one place that says which passes run, and in which order. The frontend's output (every local in memory, every call
/// inlined) goes in; what back ends emit comes out.
/// </summary>
internal static class PassPipeline
{
    private const int MaxRounds = 4;

    private sealed record Pass(string Name, Func<Function, bool> Run);

    private static readonly Pass Ssa = new("ssa-construction", SsaConstruction.Run);
    private static readonly Pass Simplification = new("simplify", Simplify.Run);
    private static readonly Pass ControlFlow = new("simplify-control-flow", SimplifyControlFlow.Run);
    private static readonly Pass Common = new("common-subexpressions", CommonSubexpressions.Run);
    private static readonly Pass Dead = new("dead-code", DeadCode.Run);
    private static readonly Pass Unroll = new("loop-unroll", LoopUnroll.Run);
    private static readonly Pass Invariants = new("loop-invariants", LoopInvariants.Run);
    private static readonly Pass Addresses = new("loop-addresses", LoopAddresses.Run);
    private static readonly Pass Ifs = new("if-conversion", IfConversion.Run);
    private static readonly Pass Contract = new("contract-multiply-add", ContractMultiplyAdd.Run);

    private static readonly Pass[] All =
        [Ssa, Simplification, ControlFlow, Common, Dead, Unroll, Invariants, Addresses, Ifs, Contract];

    public static void Run(Function function, PassOptions options)
    {
        if (options.VerifyAfterEachPass)
            IRVerifier.Verify(function);
        if (options.WarpSize is { } warpSize)
            Apply(function, options, new Pass("known-warp-size", function => KnownWarpSize.Run(function, warpSize)));
        Apply(function, options, ControlFlow);
        // Unrolling makes indices constant, which lets more locals become values, which makes more trip counts constant.
        for (int round = 0; round < MaxRounds; round++)
        {
            if (!Apply(function, options, Ssa, Simplification, ControlFlow, Common, Dead, Unroll))
                break;
        }
        if (options.ElementaryBody is { } bodyOf)
            Apply(function, options, new Pass("elementary-expansion", expanded => ElementaryExpansion.Run(expanded, bodyOf)));
        Apply(function, options, Ifs, Simplification, Invariants);
        if (Apply(function, options, Addresses))
            Apply(function, options, Invariants);
        Apply(function, options, ControlFlow, Common);
        if (options.FastMath)
            Apply(function, options, Contract);
        Apply(function, options, Dead, ControlFlow);
    }

    /// <summary>One pass alone, or "pipeline" for all of them, for tests; null if there is none of that name.</summary>
    public static Action<Function>? ByName(string name)
    {
        if (name == "pipeline")
            return function => Run(function, new PassOptions());
        return Array.Find(All, pass => pass.Name == name) is { } pass ? function => pass.Run(function) : null;
    }

    /// <summary>The names of the single passes.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(pass => pass.Name)];

    private static bool Apply(Function function, PassOptions options, params ReadOnlySpan<Pass> passes)
    {
        bool changed = false;
        foreach (var pass in passes)
        {
            long start = Stopwatch.GetTimestamp();
            bool now = pass.Run(function);
            options.Timings?.Add(pass.Name, Stopwatch.GetElapsedTime(start));
            changed |= now;
            if (!now)
                continue;
            if (options.VerifyAfterEachPass)
                Verify(function, pass.Name);
            options.Trace?.Invoke(pass.Name, function);
        }
        return changed;
    }

    private static void Verify(Function function, string after)
    {
        try
        {
            IRVerifier.Verify(function);
        }
        catch (IRVerificationException exception)
        {
            throw new InvalidOperationException($"The pass '{after}' broke kernel '{function.Name}': {exception.Message}", exception);
        }
    }
}
