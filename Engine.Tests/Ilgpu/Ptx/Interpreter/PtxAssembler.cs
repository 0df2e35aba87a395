namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal sealed record PtxOptions
{
    public static PtxOptions Default { get; } = new();

    /// <summary>
    /// Refuses mul, add and sub of floats that state no rounding: an assembler may fuse them, and then the result is
    /// not what a kernel with two roundings means.
    /// </summary>
    public bool RefuseFusable { get; init; }
}

/// <summary>
/// Judges the instructions of one function as an assembler would, by the rules of the PTX ISA, and makes them ready
/// to run. Each family of instructions is in a part of its own.
/// </summary>
internal sealed partial class PtxAssembler
{
    private readonly LoadedPtx _module;
    private readonly PtxFunction _function;
    private readonly PtxOptions _options;
    private readonly Dictionary<ulong, int> _constants = [];
    private readonly Dictionary<PtxVariable, uint> _offsets = [];
    private readonly Dictionary<string, int> _parameters = [];
    private PtxInstruction _current = null!;
    private PtxModifiers _modifiers = null!;

    private PtxAssembler(LoadedPtx module, PtxFunction function, PtxOptions options)
    {
        _module = module;
        _function = function;
        _options = options;
    }

    public static PtxProgram Assemble(LoadedPtx module, PtxFunction function, PtxOptions options) =>
        new PtxAssembler(module, function, options).Assemble();

    private PtxProgram Assemble()
    {
        int parameterBytes = LayOutParameters();
        int sharedBytes = LayOut(PtxSpace.Shared);
        int localBytes = LayOut(PtxSpace.Local);
        var steps = new List<PtxStep>();
        foreach (var instruction in _function.Instructions)
        {
            _current = instruction;
            _modifiers = new PtxModifiers(instruction);
            steps.Add(AssembleInstruction());
        }
        // Falling off the end is what ret does.
        steps.Add(new PtxStep { Kind = PtxStepKind.Exit, Line = _current?.Line ?? 0, Text = "the end", Guard = -1 });
        return new PtxProgram
        {
            Name = _function.Name,
            Function = _function,
            Code = [.. steps],
            Constants = _constants,
            SharedBytes = sharedBytes,
            LocalBytes = localBytes,
            ParameterOffsets = _parameters,
            ParameterBytes = parameterBytes,
        };
    }

    private int LayOutParameters()
    {
        int end = 0;
        foreach (var parameter in _function.Parameters)
        {
            end = (end + parameter.Alignment - 1) & -parameter.Alignment;
            _parameters.Add(parameter.Name, end);
            end += parameter.Bytes;
        }
        return end <= 4096 ? end : throw new PtxException(0, $"{_function.Name} takes {end} bytes of parameters; 4096 are the most.");
    }

    private int LayOut(PtxSpace space)
    {
        int end = 0;
        var variables = _module.Syntax.Variables.Concat(_function.Variables).Where(variable => variable.Space == space);
        foreach (var variable in variables.OrderBy(variable => variable.Elements == 0))
        {
            end = (end + variable.Alignment - 1) & -variable.Alignment;
            _offsets.Add(variable, PtxAddressSpace.FirstInWindow + (uint)end);
            end += variable.Bytes;
        }
        return space != PtxSpace.Shared || end <= 48 * 1024
            ? end
            : throw new PtxException(0, $"{_function.Name} has {end} bytes of static shared memory; 48 KB are the most.");
    }

    private PtxStep AssembleInstruction()
    {
        int guard = -1;
        uint flip = 0;
        if (_current.Guard is { } named)
        {
            guard = Register(named.Register, PtxType.Pred, widened: false);
            flip = named.Negated ? uint.MaxValue : 0;
        }
        var step = Dispatch() with { Line = _current.Line, Text = _current.Text, Guard = guard, GuardFlip = flip };
        return step;
    }

    private PtxStep Dispatch() => _current.Opcode switch
    {
        "add" or "sub" or "mul" or "mad" or "fma" or "div" or "rem" or "min" or "max" or "abs" or "neg" or "mul24" or "mad24" or "sad"
            => Plain(IsFloatInstruction() ? AssembleFloat() : AssembleInteger()),
        "and" or "or" or "xor" or "not" or "cnot" or "shl" or "shr" or "shf" or "lop3" or "prmt"
            or "bfe" or "bfi" or "bfind" or "brev" or "popc" or "clz" => Plain(AssembleBits()),
        "sqrt" or "rcp" or "rsqrt" or "sin" or "cos" or "ex2" or "lg2" or "tanh" or "copysign" or "testp" => Plain(AssembleFloatFunction()),
        "setp" or "set" or "selp" or "slct" => Plain(AssembleSelection()),
        "cvt" => Plain(AssembleConversion()),
        "mov" => Plain(AssembleMove()),
        "cvta" or "isspacep" => Plain(AssembleAddress()),
        "ld" => Plain(AssembleLoad()),
        "st" => Plain(AssembleStore()),
        "atom" or "red" => Plain(AssembleAtomic()),
        "membar" or "fence" => Plain(AssembleFence()),
        "cp" => Plain(AssembleAsyncCopy()),
        "activemask" => Plain(AssembleActiveMask()),
        "nanosleep" => Plain(AssembleSleep()),
        "shfl" or "vote" or "match" or "redux" or "mma" => AssembleWarpSync(),
        "bar" or "barrier" => AssembleBarrier(),
        "bra" or "brx" or "ret" or "exit" or "trap" => AssembleControl(),
        _ => throw Error("the interpreter does not know this instruction."),
    };

    private static PtxStep Plain(PtxAction run) => Step(PtxStepKind.Plain) with { Run = run };

    private static PtxStep Step(PtxStepKind kind) => new() { Kind = kind, Line = 0, Text = "", Selector = -1, Target = -1 };

    private bool IsFloatInstruction() =>
        _current.Modifiers is [.., { } last] && PtxTypes.TryParse(last, out var type) && type.IsFloat();

    private PtxException Error(string message) => new(_current.Line, $"{_current.Text} - {message}");

    private void Require(int version, int target, string what)
    {
        if (_module.Syntax.Version < version)
            throw Error($"{what} needs PTX {version / 10}.{version % 10}, but the module says {_module.Syntax.Version / 10}.{_module.Syntax.Version % 10}.");
        if (_module.Syntax.Target < target)
            throw Error($"{what} needs sm_{target}, but the module says sm_{_module.Syntax.Target}.");
    }
}
