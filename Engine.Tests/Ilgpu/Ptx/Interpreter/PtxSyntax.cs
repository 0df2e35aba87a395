namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal abstract record PtxOperand;

/// <summary>A register, a special register with its component, a variable (with an offset) or a label.</summary>
internal sealed record NameOperand(string Name, string? Component, bool Negated, long Offset) : PtxOperand;

internal sealed record IntegerOperand(ulong Bits, bool Negative) : PtxOperand;

/// <param name="Width">32 or 64, or 0 for a decimal number, which fits either.</param>
internal sealed record FloatOperand(ulong Bits, int Width) : PtxOperand;

/// <param name="Base">A register or a variable; null for an immediate address.</param>
internal sealed record AddressOperand(string? Base, long Offset) : PtxOperand;

internal sealed record VectorOperand(IReadOnlyList<PtxOperand> Elements) : PtxOperand;

/// <summary>Two destinations: p|q.</summary>
internal sealed record PairOperand(PtxOperand First, PtxOperand Second) : PtxOperand;

internal sealed record SinkOperand : PtxOperand;

internal sealed record PtxGuard(string Register, bool Negated);

internal sealed record PtxInstruction(
    int Line, PtxGuard? Guard, string Opcode, IReadOnlyList<string> Modifiers, IReadOnlyList<PtxOperand> Operands, PtxScope Scope, string Text);

internal sealed record PtxRegister(string Name, PtxType Type, int Number);

/// <summary>A variable in memory, or a parameter.</summary>
/// <param name="Elements">How many; 0 for memory whose size the launch gives.</param>
internal sealed record PtxVariable(string Name, PtxSpace Space, PtxType Type, int Elements, int Alignment, byte[]? Data, bool External)
{
    public int Bytes => Elements * Type.Bytes();
}

/// <summary>What is declared in a pair of braces.</summary>
internal sealed class PtxScope(PtxScope? parent)
{
    private readonly Dictionary<string, object> _names = [];

    public PtxScope? Parent { get; } = parent;

    public void Declare(int line, string name, object what)
    {
        if (!_names.TryAdd(name, what))
            throw new PtxException(line, $"{name} is declared twice.");
    }

    public object? Find(string name) => _names.TryGetValue(name, out object? what) ? what : Parent?.Find(name);
}

internal sealed class PtxFunction(string name, PtxScope scope)
{
    public string Name { get; } = name;
    public PtxScope Scope { get; } = scope;
    public List<PtxVariable> Parameters { get; } = [];
    public List<PtxRegister> Registers { get; } = [];
    public List<PtxVariable> Variables { get; } = [];
    public List<PtxInstruction> Instructions { get; } = [];
    public Dictionary<string, int> Labels { get; } = [];
    public Dictionary<string, IReadOnlyList<string>> BranchTargets { get; } = [];

    /// <summary>What a launch may ask for at most; null if the code does not say.</summary>
    public (int X, int Y, int Z)? MaxThreads { get; set; }

    /// <summary>What a launch must ask for exactly.</summary>
    public (int X, int Y, int Z)? RequiredThreads { get; set; }
}

internal sealed class PtxSyntaxTree
{
    public int Version { get; set; }

    /// <summary>The number after sm_.</summary>
    public int Target { get; set; }

    public PtxScope Scope { get; } = new(null);
    public List<PtxVariable> Variables { get; } = [];
    public List<PtxFunction> Entries { get; } = [];
}
