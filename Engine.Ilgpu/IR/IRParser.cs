using System.Globalization;

namespace Engine.Ilgpu.IR;

/// <summary>
/// Reads what <see cref="IRPrinter"/> writes. Values and blocks may be used before they are defined. It checks the
/// grammar and that names are defined once; operand counts, types and dominance are the verifier's business.
/// </summary>
internal sealed class IRParser
{
    private readonly IRLexer _lexer;
    private IRToken _token;
    private FunctionScope _scope = null!;

    private IRParser(string text)
    {
        _lexer = new IRLexer(text);
        _token = _lexer.Next();
    }

    /// <summary>Reads a text that holds one kernel.</summary>
    /// <exception cref="IRParseException">The text is not well formed, or holds more than one kernel.</exception>
    public static Function Parse(string text)
    {
        var parser = new IRParser(text);
        var function = parser.ParseFunction();
        return parser._token.Kind == IRTokenKind.End ? function : throw parser.Expected("the end of the text");
    }

    /// <summary>Reads any number of kernels.</summary>
    /// <exception cref="IRParseException">The text is not well formed.</exception>
    public static IReadOnlyList<Function> ParseAll(string text)
    {
        var parser = new IRParser(text);
        var functions = new List<Function>();
        while (parser._token.Kind != IRTokenKind.End)
            functions.Add(parser.ParseFunction());
        return functions;
    }

    private Function ParseFunction()
    {
        if (!IsWord("kernel"))
            throw Expected("'kernel'");
        Advance();
        var function = new Function(Take(IRTokenKind.Symbol, "the kernel's name, such as @name").Text);
        _scope = new FunctionScope(function);
        Take("(");
        ParseList(")", () =>
        {
            var (name, type) = ParseDeclaration();
            string comment = _token.Kind == IRTokenKind.String ? Advance().Text : "";
            _scope.Define(name, function.AddParameter(type, comment));
        });
        Take("{");
        while (IsWord("assembly"))
            function.AddAssembly(ParseTemplate());
        while (!Is("}"))
            ParseBlock();
        Advance();
        _scope.Finish();
        return function;
    }

    private AssemblyTemplate ParseTemplate()
    {
        Advance();
        var text = Take(IRTokenKind.String, "the assembly's text");
        var arguments = new List<AssemblyArgument>();
        Take("(");
        ParseList(")", () =>
        {
            int use = Array.IndexOf(IRSpelling.AssemblyUses, Take(IRTokenKind.Word, "'in', 'out' or 'ref'").Text);
            if (use < 0)
                throw Expected("'in', 'out' or 'ref' before the argument's type");
            arguments.Add(new((AssemblyUse)use, ParseType("the argument's type")));
        });
        return new(text.Text, arguments);
    }

    private void ParseBlock()
    {
        var block = _scope.DefineBlock(Take(IRTokenKind.Label, "a block's label, such as ^name, or '}'"));
        if (Is("("))
        {
            Advance();
            ParseList(")", () =>
            {
                var (name, type) = ParseDeclaration();
                _scope.Define(name, block.AddParameter(type));
            });
        }
        Take(":");
        while (block.Terminator is null && _token.Kind is IRTokenKind.Word or IRTokenKind.Value)
        {
            if (_token.Kind == IRTokenKind.Word && ParseTerminator() is { } terminator)
                block.Terminator = terminator;
            else
                block.Instructions.Add(ParseInstruction());
        }
        if (_token.Kind != IRTokenKind.Label && !Is("}"))
            throw Expected(block.Terminator is null ? "an instruction, a label or '}'" : "a label or '}' after the block's end");
    }

    private Terminator? ParseTerminator()
    {
        switch (_token.Text)
        {
            case "ret":
                Advance();
                return new Return();
            case "unreachable":
                Advance();
                return new Unreachable();
            case "br":
                Advance();
                return new Branch(ParseEdge());
            case "brif":
                Advance();
                var condition = ParseOperand();
                Take(",");
                var whenTrue = ParseEdge();
                Take(",");
                return new BranchIf(condition, whenTrue, ParseEdge());
            case "switch":
                Advance();
                var index = ParseOperand();
                Take(",");
                Take("[");
                var cases = new List<Edge>();
                ParseList("]", () => cases.Add(ParseEdge()));
                Take(",");
                return new Switch(index, cases, ParseEdge());
            default:
                return null;
        }
    }

    private Edge ParseEdge()
    {
        var edge = new Edge(_scope.UseBlock(Take(IRTokenKind.Label, "a block's label, such as ^name")));
        if (Is("("))
        {
            Advance();
            ParseList(")", () => edge.Arguments.Add(ParseOperand()));
        }
        return edge;
    }

    private Instruction ParseInstruction()
    {
        IRToken? name = null;
        if (_token.Kind == IRTokenKind.Value)
        {
            name = Advance();
            Take("=");
        }
        var (op, immediate, line) = ParseMnemonic();
        var type = IRType.Void;
        if (name is not null)
            type = ParseType("the result's type");
        else if (IsType())
            throw Error("an instruction with a result needs a name: expected '%n =' before it", _token);

        var operands = new List<Value>();
        if (_token.Line == line && StartsOperand())
        {
            operands.Add(ParseOperand());
            while (Is(","))
            {
                Advance();
                operands.Add(ParseOperand());
            }
        }
        if (Is("#"))
        {
            if (IRSpelling.Variants(op) is not null)
                throw Error($"'{op.Info().Mnemonic}' takes its immediate as a suffix", _token);
            Advance();
            var number = Take(IRTokenKind.Number, "the immediate, an integer");
            if (!long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out immediate))
                throw Error($"expected an integer of 64 bits, found {number.Description}", number);
        }
        else if (op.Is(OpTraits.HasImmediate) && IRSpelling.Variants(op) is null)
        {
            throw Expected($"'#' and the immediate of '{op.Info().Mnemonic}'");
        }
        var instruction = new Instruction(op, type, [.. operands], immediate);
        if (name is { } token)
            _scope.Define(token, instruction);
        return instruction;
    }

    private (Op Op, long Immediate, int Line) ParseMnemonic()
    {
        var token = Take(IRTokenKind.Word, "an operation");
        int dot = token.Text.IndexOf('.', StringComparison.Ordinal);
        string mnemonic = dot < 0 ? token.Text : token.Text[..dot];
        if (!OpTable.TryParse(mnemonic, out var op))
            throw Error($"expected an operation, found {token.Description}", token);
        bool takesVariant = IRSpelling.Variants(op) is not null;
        if (takesVariant != dot >= 0)
        {
            throw Error(takesVariant
                ? $"expected a variant after '{mnemonic}', such as '{mnemonic}.{IRSpelling.Variants(op)![^1]}'"
                : $"'{mnemonic}' has no variants", token);
        }
        long immediate = 0;
        if (takesVariant && !IRSpelling.TryParseVariant(op, token.Text[(dot + 1)..], out immediate))
        {
            string known = string.Join(", ", IRSpelling.Variants(op)!.Where(variant => variant.Length > 0));
            throw Error($"expected a variant of '{mnemonic}' ({known}), found {token.Description}", token);
        }
        return (op, immediate, token.Line);
    }

    private bool StartsOperand() =>
        _token.Kind is IRTokenKind.Value or IRTokenKind.Number || IsWord("inf");

    private Value ParseOperand()
    {
        if (_token.Kind == IRTokenKind.Value)
            return _scope.Use(Advance());
        if (!StartsOperand())
            throw Expected("a value (%n) or a constant (value:type)");
        var number = Advance();
        Take(":");
        var type = ParseType("the constant's type");
        return IRSpelling.ParseLiteral(number.Text, type)
            ?? throw Error($"{number.Description} is not a constant of type {type.Name()}", number);
    }

    private (IRToken Name, IRType Type) ParseDeclaration()
    {
        var name = Take(IRTokenKind.Value, "a value's name, such as %0");
        Take(":");
        return (name, ParseType("a type"));
    }

    private IRType ParseType(string what)
    {
        if (!IsType())
            throw Expected($"{what} (i1, i8, i16, i32, i64, f32, f64 or ptr)");
        return IRTypes.Parse(Advance().Text)!.Value;
    }

    /// <summary>Elements between commas up to the closing token, which is taken too.</summary>
    private void ParseList(string close, Action element)
    {
        if (!Is(close))
        {
            element();
            while (Is(","))
            {
                Advance();
                element();
            }
        }
        Take(close);
    }

    private bool Is(string punctuation) => _token.Kind == IRTokenKind.Punctuation && _token.Text == punctuation;

    private bool IsWord(string word) => _token.Kind == IRTokenKind.Word && _token.Text == word;

    private bool IsType() => _token.Kind == IRTokenKind.Word && IRTypes.Parse(_token.Text) is { } type && type != IRType.Void;

    private void Take(string punctuation)
    {
        if (!Is(punctuation))
            throw Expected($"'{punctuation}'");
        Advance();
    }

    private IRToken Take(IRTokenKind kind, string what) => _token.Kind == kind ? Advance() : throw Expected(what);

    private IRToken Advance()
    {
        var token = _token;
        _token = _lexer.Next();
        return token;
    }

    private IRParseException Expected(string what) => Error($"expected {what}, found {_token.Description}", _token);

    private static IRParseException Error(string problem, IRToken token) => new(problem, token.Line, token.Column);

    /// <summary>The names of one function while it is read.</summary>
    private sealed class FunctionScope(Function function)
    {
        private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (Value Placeholder, IRToken FirstUse)> _pending = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Block> _blocks = new(StringComparer.Ordinal);
        private readonly Dictionary<string, IRToken> _pendingBlocks = new(StringComparer.Ordinal);

        public void Define(IRToken name, Value value)
        {
            if (!_values.TryAdd(name.Text, value))
                throw Error($"{name.Description} is defined twice", name);
        }

        public Value Use(IRToken name)
        {
            if (_values.TryGetValue(name.Text, out var value))
                return value;
            if (!_pending.TryGetValue(name.Text, out var pending))
            {
                pending = (new Placeholder(), name);
                _pending.Add(name.Text, pending);
            }
            return pending.Placeholder;
        }

        public Block DefineBlock(IRToken label)
        {
            var block = GetBlock(label.Text, out bool isNew);
            if (!isNew && !_pendingBlocks.Remove(label.Text))
                throw Error($"{label.Description} is defined twice", label);
            function.Blocks.Add(block);
            return block;
        }

        public Block UseBlock(IRToken label)
        {
            var block = GetBlock(label.Text, out bool isNew);
            if (isNew)
                _pendingBlocks.Add(label.Text, label);
            return block;
        }

        public void Finish()
        {
            if (_pendingBlocks.Count > 0)
                throw Undefined(_pendingBlocks.Values);
            var unknown = _pending.Where(entry => !_values.ContainsKey(entry.Key)).Select(entry => entry.Value.FirstUse).ToList();
            if (unknown.Count > 0)
                throw Undefined(unknown);
            function.ReplaceUses(_pending.ToDictionary(entry => entry.Value.Placeholder, entry => _values[entry.Key]));
            function.NumberValues();
        }

        private Block GetBlock(string name, out bool isNew)
        {
            isNew = !_blocks.TryGetValue(name, out var block);
            if (block is null)
            {
                block = new Block(name);
                _blocks.Add(name, block);
            }
            return block;
        }

        private static IRParseException Undefined(IEnumerable<IRToken> uses)
        {
            var first = uses.MinBy(token => (token.Line, token.Column));
            return Error($"{first.Description} is used but never defined", first);
        }

        /// <summary>Stands for a value until its definition is read.</summary>
        private sealed class Placeholder() : Value(IRType.Void);
    }
}
