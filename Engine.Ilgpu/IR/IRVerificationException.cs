namespace Engine.Ilgpu.IR;

/// <summary>What must hold of every function; <see cref="IRVerifier"/> checks it.</summary>
internal enum IRInvariant
{
    /// <summary>There is an entry block, without parameters, and nothing branches to it.</summary>
    Entry,
    /// <summary>Every block ends with a terminator that is its own.</summary>
    Terminated,
    /// <summary>Edges lead to blocks of the function, and each block is in it once.</summary>
    BlocksOfFunction,
    /// <summary>An edge passes one value for each parameter of its target, of that parameter's type.</summary>
    EdgeArguments,
    /// <summary>Every value and instruction stands in one place.</summary>
    DefinedOnce,
    /// <summary>Parameters know their place and have a type.</summary>
    Parameters,
    /// <summary>Operands are constants or values defined in this function.</summary>
    ValuesOfFunction,
    /// <summary>An operation has as many operands as it takes.</summary>
    OperandCount,
    /// <summary>Operands and result have types on which the operation is defined.</summary>
    Types,
    /// <summary>Axes, kinds and sizes are in range; other operations have no immediate.</summary>
    Immediate,
    /// <summary>Assembly has the operands and results that its template says.</summary>
    Assembly,
    /// <summary>Allocations stand in the entry block.</summary>
    AllocationInEntry,
    /// <summary>A definition dominates its uses (in reachable blocks).</summary>
    Dominance,
}

/// <summary>A function that breaks an invariant: a bug in whoever made it.</summary>
internal sealed class IRVerificationException(IRInvariant invariant, string message) : InvalidOperationException(message)
{
    public IRInvariant Invariant { get; } = invariant;
}
