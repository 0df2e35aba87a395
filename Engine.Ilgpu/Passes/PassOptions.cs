using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>How the pipeline runs.</summary>
internal sealed record PassOptions
{
    /// <summary>Allows results that differ in rounding: products and sums may contract to fused ones.</summary>
    public bool FastMath { get; init; }

    /// <summary>Lanes of a warp where the kernel will run; null if that is not known.</summary>
    public int? WarpSize { get; init; }

    /// <summary>
    /// Gives the body of an elementary function, for targets without such instructions: a function of the operation's
    /// operands that stores its result where its last parameter points; null for every other operation. Null: the target
    /// has them all.
    /// </summary>
    public Func<Instruction, Function?>? ElementaryBody { get; init; }

    /// <summary>Checks the function's invariants before the first and after every pass.</summary>
    public bool VerifyAfterEachPass { get; init; } = DebugOptions.Current.VerifyPasses;

    /// <summary>Called with the pass's name and the function after every pass that changed something.</summary>
    public Action<string, Function>? Trace { get; init; }

    /// <summary>Where the time that each pass takes is added up; null for no timing.</summary>
    public PassTimings? Timings { get; init; }
}
