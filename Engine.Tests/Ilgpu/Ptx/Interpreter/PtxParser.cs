namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Reads PTX text into declarations and instructions; names are resolved, instructions not yet judged.</summary>
internal sealed partial class PtxParser
{
    private const int MaxRegisters = 1 << 20;

    private readonly List<PtxToken> _tokens;
    private readonly PtxSyntaxTree _module = new();
    private readonly string[] _lines;
    private int _next;

    private PtxParser(string source)
    {
        _tokens = PtxLexer.Read(source);
        _lines = source.Split('\n');
    }

    private PtxToken Current => _tokens[_next];

    public static PtxSyntaxTree Parse(string source)
    {
        var parser = new PtxParser(source);
        parser.ReadModule();
        return parser._module;
    }

    private void ReadModule()
    {
        ReadHeader();
        while (Current.Kind != PtxTokenKind.End)
        {
            if (Current.Text is ".file" or ".section")
                throw Error($"{Current.Text}: debug sections are not read.");
            bool external = false;
            bool linkage = false;
            while (Current.Text is ".visible" or ".extern" or ".weak")
            {
                if (linkage)
                    throw Error("one linkage directive is enough.");
                linkage = true;
                external = Take().Text == ".extern";
            }
            switch (Current.Text)
            {
                case ".entry" when !external:
                    _next++;
                    ReadEntry();
                    break;
                case ".global" or ".const" or ".shared":
                    foreach (var variable in ReadVariables(external))
                    {
                        _module.Scope.Declare(Current.Line, variable.Name, variable);
                        _module.Variables.Add(variable);
                    }
                    break;
                default:
                    throw Error($"{Current.Text} was not expected here.");
            }
        }
    }

    private void ReadHeader()
    {
        Expect(".version");
        string[] version = Take().Text.Split('.');
        if (version.Length != 2 || !int.TryParse(version[0], out int major) || !int.TryParse(version[1], out int minor))
            throw Error("the version has the form 7.0.");
        _module.Version = (major * 10) + minor;
        Expect(".target");
        string target = Take().Text;
        if (!target.StartsWith("sm_", StringComparison.Ordinal) || !int.TryParse(target.AsSpan(3).TrimEnd("af"), out int number))
            throw Error($"{target} is no target.");
        _module.Target = number;
        int needed = PtxFeatures.VersionOf(number) ?? throw Error($"{target} is no target known to the interpreter.");
        if (_module.Version < needed)
            throw Error($"{target} needs PTX {needed / 10}.{needed % 10}.");
        Expect(".address_size");
        if (Take().Bits != 64)
            throw Error("addresses of 64 bits were expected.");
    }

    private void ReadEntry()
    {
        int line = Current.Line;
        string name = TakeName();
        var function = new PtxFunction(name, new PtxScope(_module.Scope));
        _module.Scope.Declare(line, name, function);
        _module.Entries.Add(function);
        if (TryTake("("))
        {
            while (Current.Text != ")")
            {
                if (function.Parameters.Count > 0)
                    Expect(",");
                var parameter = ReadParameter();
                function.Scope.Declare(Current.Line, parameter.Name, parameter);
                function.Parameters.Add(parameter);
            }
            _next++;
        }
        while (Current.Text != "{")
        {
            switch (Take().Text)
            {
                case ".maxntid":
                    function.MaxThreads = ReadThreads();
                    break;
                case ".reqntid":
                    function.RequiredThreads = ReadThreads();
                    break;
                case ".minnctapersm" or ".maxnreg":
                    TakeInteger();
                    break;
                default:
                    _next--;
                    throw Error($"{Current.Text} is no directive of an entry known to the interpreter.");
            }
        }
        ReadBody(function);
    }

    private (int X, int Y, int Z) ReadThreads()
    {
        int[] counts = [1, 1, 1];
        int read = 0;
        do
        {
            if (read == 3)
                throw Error("three dimensions are the most.");
            counts[read++] = (int)TakeInteger();
        }
        while (TryTake(","));
        return (counts[0], counts[1], counts[2]);
    }

    private PtxVariable ReadParameter()
    {
        Expect(".param");
        int alignment = TryTake(".align") ? (int)TakeInteger() : 0;
        var type = TakeType();
        if (type == PtxType.Pred)
            throw Error("a parameter is no predicate.");
        if (TryTake(".ptr"))
        {
            if (Current.Text is ".global" or ".const" or ".local" or ".shared")
                _next++;
            if (TryTake(".align"))
                TakeInteger();
        }
        string name = TakeName();
        int elements = 1;
        if (TryTake("["))
        {
            elements = (int)TakeInteger();
            Expect("]");
        }
        return new PtxVariable(name, PtxSpace.Param, type, elements, Math.Max(alignment, type.Bytes()), null, false);
    }

    private void ReadBody(PtxFunction function)
    {
        var scope = function.Scope;
        Expect("{");
        for (int depth = 1; depth > 0;)
        {
            if (TryTake("{"))
            {
                scope = new PtxScope(scope);
                depth++;
            }
            else if (TryTake("}"))
            {
                scope = scope.Parent!;
                depth--;
            }
            else if (Current.Kind == PtxTokenKind.Dotted)
            {
                ReadDeclaration(function, scope);
            }
            else if (Current.Kind == PtxTokenKind.Identifier && _tokens[_next + 1].Text == ":")
            {
                ReadLabel(function);
            }
            else
            {
                function.Instructions.Add(ReadInstruction(scope));
            }
        }
    }

    private void ReadLabel(PtxFunction function)
    {
        int line = Current.Line;
        string label = Take().Text;
        _next++;
        if (function.Labels.ContainsKey(label) || function.BranchTargets.ContainsKey(label))
            throw new PtxException(line, $"the label {label} is declared twice.");
        if (!TryTake(".branchtargets"))
        {
            function.Labels.Add(label, function.Instructions.Count);
            return;
        }
        var targets = new List<string>();
        do
            targets.Add(TakeName());
        while (TryTake(","));
        Expect(";");
        function.BranchTargets.Add(label, targets);
    }

    private void ReadDeclaration(PtxFunction function, PtxScope scope)
    {
        switch (Current.Text)
        {
            case ".reg":
                _next++;
                ReadRegisters(function, scope);
                break;
            case ".local" or ".shared":
                foreach (var variable in ReadVariables(external: false))
                {
                    scope.Declare(Current.Line, variable.Name, variable);
                    function.Variables.Add(variable);
                }
                break;
            case ".pragma":
                _next++;
                if (Take().Kind != PtxTokenKind.Text)
                    throw Error(".pragma takes a string.");
                Expect(";");
                break;
            default:
                throw Error($"{Current.Text} was not expected here.");
        }
    }

    private void ReadRegisters(PtxFunction function, PtxScope scope)
    {
        var type = TakeType();
        if (type.Bytes() == 1 && type != PtxType.Pred)
            throw Error("registers of 8 bits serve no instruction; take 16.");
        do
        {
            string name = TakeName();
            if (!TryTake("<"))
            {
                Declare(name);
                continue;
            }
            long count = TakeInteger();
            Expect(">");
            if (count > MaxRegisters)
                throw Error($"{count} registers are more than the interpreter serves.");
            for (int i = 0; i < count; i++)
                Declare(name + i);
        }
        while (TryTake(","));
        Expect(";");

        void Declare(string name)
        {
            var register = new PtxRegister(name, type, function.Registers.Count);
            function.Registers.Add(register);
            scope.Declare(Current.Line, name, register);
        }
    }

    private List<PtxVariable> ReadVariables(bool external)
    {
        var space = Take().Text switch
        {
            ".global" => PtxSpace.Global,
            ".const" => PtxSpace.Const,
            ".shared" => PtxSpace.Shared,
            _ => PtxSpace.Local,
        };
        int alignment = TryTake(".align") ? (int)TakeInteger() : 0;
        if (alignment != 0 && !int.IsPow2(alignment))
            throw Error($"{alignment} is no alignment.");
        var type = TakeType();
        if (type == PtxType.Pred)
            throw Error("predicates live in registers.");
        var variables = new List<PtxVariable>();
        do
        {
            string name = TakeName();
            int elements = 1;
            if (TryTake("["))
            {
                elements = Current.Text == "]" ? 0 : checked((int)TakeInteger());
                Expect("]");
            }
            byte[]? data = TryTake("=") ? ReadInitialiser(type, ref elements) : null;
            if (data is not null && space is not (PtxSpace.Global or PtxSpace.Const))
                throw Error("only .global and .const variables have initial values.");
            if (elements == 0 && !(external && space == PtxSpace.Shared))
                throw Error($"{name} has no size.");
            variables.Add(new PtxVariable(name, space, type, elements, Math.Max(alignment, type.Bytes()), data, external));
        }
        while (TryTake(","));
        Expect(";");
        return variables;
    }

    private byte[] ReadInitialiser(PtxType type, ref int elements)
    {
        var bytes = new List<byte>();
        bool list = TryTake("{");
        do
        {
            bool negative = TryTake("-");
            var token = Take();
            ulong bits = (token.Kind, type) switch
            {
                (PtxTokenKind.Integer, _) when !type.IsFloat() => token.Bits,
                (PtxTokenKind.Single, PtxType.F32) or (PtxTokenKind.Double, PtxType.F64) => token.Bits,
                (PtxTokenKind.Double, PtxType.F32) => BitConverter.SingleToUInt32Bits((float)BitConverter.UInt64BitsToDouble(token.Bits)),
                _ => throw Error($"{token.Text} is no value of {type.Name()}."),
            };
            if (negative)
                bits = type.IsFloat() ? bits ^ (1UL << (type.Bits() - 1)) : 0 - bits;
            for (int i = 0; i < type.Bytes(); i++)
                bytes.Add((byte)(bits >> (8 * i)));
        }
        while (list && TryTake(","));
        if (list)
            Expect("}");
        if (elements == 0)
            elements = bytes.Count / type.Bytes();
        byte[] data = new byte[elements * type.Bytes()];
        if (bytes.Count > data.Length)
            throw Error("more values than elements.");
        bytes.CopyTo(data);
        return data;
    }

    private PtxToken Take() => _tokens[Current.Kind == PtxTokenKind.End ? _next : _next++];

    private bool TryTake(string text)
    {
        if (Current.Text != text || Current.Kind is PtxTokenKind.Text or PtxTokenKind.End)
            return false;
        _next++;
        return true;
    }

    private void Expect(string text)
    {
        if (!TryTake(text))
            throw Error($"{text} was expected before {Current.Text}.");
    }

    private string TakeName() =>
        Current.Kind == PtxTokenKind.Identifier && Current.Text != "_" ? Take().Text : throw Error($"a name was expected, not {Current.Text}.");

    private PtxType TakeType() =>
        PtxTypes.TryParse(Current.Text, out var type) && type != PtxType.Tf32 && Take().Kind == PtxTokenKind.Dotted
            ? type
            : throw Error($"a type was expected, not {Current.Text}.");

    private long TakeInteger() =>
        Current.Kind == PtxTokenKind.Integer ? (long)Take().Bits : throw Error($"an integer was expected, not {Current.Text}.");

    private PtxException Error(string message) => new(Current.Line, message);
}
