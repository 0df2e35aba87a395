using Engine.Ilgpu.IR;

namespace Engine.Tests.Ilgpu.Passes;

/// <summary>
/// Random kernels that end, stay inside their buffers and synchronise soundly, in the shape that the frontend gives them:
/// locals in allocas, nested ifs and counted loops, conditions widened to i32 and compared again. Item g reads
/// <c>in[0..Width)</c> and writes only its own <c>out[g·Width ..)</c>.
/// </summary>
internal sealed class RandomKernels
{
    /// <summary>8-byte cells that each item may write, and that anybody may read of the input.</summary>
    public const int Width = 8;

    private static readonly IRType[] Words = [IRType.Int32, IRType.Int64, IRType.Float32, IRType.Float64];

    private readonly Random _random;
    private readonly Function _function = new("random");
    private readonly IRBuilder _builder;
    private readonly List<(Instruction Alloca, IRType Type, int Count)> _locals = [];
    private readonly List<List<Value>> _scopes = [];
    private readonly Value _input;
    private readonly Value _output;
    private readonly Value _linear;
    private Instruction? _shared;
    private int _budget;
    private bool _divergent;

    private RandomKernels(int seed, int statements)
    {
        _random = new Random(seed);
        _budget = statements;
        _builder = new IRBuilder(_function);
        _input = _function.AddParameter(IRType.Pointer, "in");
        var output = _function.AddParameter(IRType.Pointer, "out");
        var n = _function.AddParameter(IRType.Int32, "n");
        var x = _function.AddParameter(IRType.Float32, "x");
        _builder.Block = _function.AddBlock("entry");
        _linear = _builder.Query(Op.ThreadIndex);
        var group = _builder.Query(Op.GroupIndex);
        var global = _builder.Binary(Op.Add, _linear, _builder.Binary(Op.Mul, group, _builder.Query(Op.GroupDimension)));
        _output = _builder.Element(output, _builder.Convert(Op.SignExtend, IRType.Int64, global), Width * 8);
        _scopes.Add([n, x, _linear, group]);
        for (int i = 0; i < 4; i++)
            AddLocal(_random.Next(3) == 0 ? _random.Next(2, 6) : 1);
    }

    /// <summary>Makes the kernel of a seed.</summary>
    /// <param name="statements">About how many statements it has.</param>
    public static Function Make(int seed, int statements = 30)
    {
        var kernel = new RandomKernels(seed, statements);
        while (kernel._budget > 0)
            kernel.Statement(0);
        foreach (var (alloca, type, count) in kernel._locals)
        {
            for (int i = 0; i < count; i++)
                kernel.WriteOut(kernel._builder.Load(type, kernel._builder.Offset(alloca, i * type.SizeInBytes())));
        }
        kernel._builder.Return();
        return kernel._function;
    }

    private void AddLocal(int count)
    {
        var type = Words[_random.Next(Words.Length)];
        _locals.Add((_builder.Alloca(type.SizeInBytes() * count), type, count));
    }

    private void Statement(int depth)
    {
        _budget--;
        switch (_random.Next(depth < 3 ? 16 : 9))
        {
            case 0 or 1 or 2 or 3:
                StoreLocal(Expression(3));
                break;
            case 4 or 5:
                WriteOut(Expression(2));
                break;
            case 6:
                Keep(Expression(3));
                break;
            case 7:
                CopyThroughReference();
                break;
            case 8:
                ClearLocal();
                break;
            case 9 or 10 or 11:
                If(depth);
                break;
            case 12 or 13:
                Loop(depth);
                break;
            case 14:
                Choose(depth);
                break;
            default:
                Exchange();
                break;
        }
    }

    private void Keep(Value value) => _scopes[^1].Add(value);

    private void Nested(Block block, int depth, Block next)
    {
        _builder.Block = block;
        _scopes.Add([]);
        for (int count = _random.Next(1, 4); count > 0 && _budget > 0; count--)
            Statement(depth + 1);
        _scopes.RemoveAt(_scopes.Count - 1);
        _builder.Branch(next);
    }

    private void If(int depth)
    {
        bool outer = _divergent;
        _divergent = true;
        var (then, otherwise, after) = (_function.AddBlock("then"), _function.AddBlock("else"), _function.AddBlock("after"));
        bool hasElse = _random.Next(2) == 0;
        _builder.BranchIf(Condition(), new Edge(then), new Edge(hasElse ? otherwise : after));
        Nested(then, depth, after);
        if (hasElse)
            Nested(otherwise, depth, after);
        else
            _function.Blocks.Remove(otherwise);
        _builder.Block = after;
        _divergent = outer;
    }

    private void Choose(int depth)
    {
        bool outer = _divergent;
        _divergent = true;
        Block[] cases = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => _function.AddBlock("case" + i))];
        var after = _function.AddBlock("after");
        var index = _builder.Binary(Op.RemUnsigned, Of(IRType.Int32, 2), Constant.Int32(cases.Length + 1));
        _builder.Switch(index, cases.Select(block => new Edge(block)), new Edge(after));
        foreach (var block in cases)
            Nested(block, depth, after);
        _builder.Block = after;
        _divergent = outer;
    }

    /// <summary>for (i = a; i &lt; b; i += c), its counter in a local; sometimes with a bound that is not constant, or a break.</summary>
    private void Loop(int depth)
    {
        bool outer = _divergent;
        var counter = _builder.Alloca(4);
        int step = _random.Next(1, 3);
        Value bound = Constant.Int32(_random.Next(0, 6));
        bool breaks = _random.Next(4) == 0;
        if (_random.Next(3) == 0)
        {
            bound = _builder.Binary(Op.And, Of(IRType.Int32, 1), Constant.Int32(7));
            _divergent = true;
        }
        _divergent |= breaks;
        _builder.Store(counter, Constant.Int32(_random.Next(0, 2)));
        var (test, body, next, after) = (_function.AddBlock("test"), _function.AddBlock("body"), _function.AddBlock("next"), _function.AddBlock("done"));
        _builder.Branch(test);
        _builder.Block = test;
        var i = _builder.Load(IRType.Int32, counter);
        _builder.BranchIf(Widened(_builder.Compare(Comparison.Less, i, bound)), new Edge(body), new Edge(after));
        _builder.Block = body;
        _scopes.Add([i]);
        if (_locals.Find(local => local.Count > 1) is { Alloca: not null } array && _random.Next(2) == 0)
        {
            var index = _builder.Binary(Op.RemUnsigned, i, Constant.Int32(array.Count));
            var element = _builder.Element(array.Alloca, _builder.Convert(Op.SignExtend, IRType.Int64, index), array.Type.SizeInBytes());
            _builder.Store(element, _builder.Binary(Op.Add, _builder.Load(array.Type, element), Of(array.Type, 2)));
        }
        if (breaks)
        {
            var rest = _function.AddBlock("rest");
            _builder.BranchIf(Condition(), new Edge(after), new Edge(rest));
            body = rest;
        }
        Nested(body == _builder.Block ? Continued() : body, depth, next);
        _scopes.RemoveAt(_scopes.Count - 1);
        _builder.Block = next;
        var again = _builder.Load(IRType.Int32, counter);
        _builder.Store(counter, _builder.Binary(Op.Add, again, Constant.Int32(step)));
        _builder.Branch(test);
        _builder.Block = after;
        _divergent = outer;

        Block Continued()
        {
            var block = _function.AddBlock("inner");
            _builder.Branch(block);
            return block;
        }
    }

    /// <summary>Items hand a value to their neighbour through shared memory; only where all of the group are.</summary>
    private void Exchange()
    {
        if (_divergent)
        {
            WriteOut(Expression(1));
            return;
        }
        _shared ??= _builder.SharedAlloca(64 * 4);
        Instruction Slot(Value index) => _builder.Element(_shared, _builder.Convert(Op.SignExtend, IRType.Int64, index), 4);
        _builder.Store(Slot(_linear), Of(IRType.Int32, 3));
        _builder.Emit(Op.Barrier, IRType.Void, 0);
        var next = _builder.Binary(Op.Add, _linear, Constant.Int32(1));
        var neighbour = _builder.Select(
            _builder.Compare(Comparison.Less, next, _builder.Query(Op.GroupDimension)), next, Constant.Int32(0));
        Keep(_builder.Load(IRType.Int32, Slot(neighbour)));
        _builder.Emit(Op.Barrier, IRType.Void, 0);
    }

    private void StoreLocal(Value value)
    {
        var (alloca, type, count) = _locals[_random.Next(_locals.Count)];
        _builder.Store(_builder.Offset(alloca, _random.Next(count) * type.SizeInBytes()), As(type, value));
    }

    private void ClearLocal()
    {
        var (alloca, type, count) = _locals[_random.Next(_locals.Count)];
        for (int i = 0; i < count; i++)
            _builder.Store(_builder.Offset(alloca, i * type.SizeInBytes()), Constant.Zero(type.SizeInBytes() == 4 ? IRType.Int32 : IRType.Int64));
    }

    /// <summary>ref var r = ref local; r = value; use(r).</summary>
    private void CopyThroughReference()
    {
        var reference = _builder.Alloca(8);
        var (alloca, type, _) = _locals[_random.Next(_locals.Count)];
        _builder.Store(reference, alloca);
        _builder.Store(_builder.Load(IRType.Pointer, reference), Of(type, 2));
        Keep(_builder.Load(type, _builder.Load(IRType.Pointer, reference)));
    }

    private void WriteOut(Value value)
    {
        if (value.Type == IRType.Int1)
            value = _builder.Convert(Op.ZeroExtend, IRType.Int8, value);
        _builder.Store(_builder.Offset(_output, _random.Next(Width) * 8), OneNaN(value));
    }

    /// <summary>Which NaN an operation gives is not defined, so all become one before their bits are seen.</summary>
    private Value OneNaN(Value value) => value.Type.IsFloat()
        ? _builder.Select(_builder.Compare(Comparison.Equal, value, value), value, Literal(value.Type, double.NaN))
        : value;

    /// <summary>What C# makes of a bool that goes through a local: widened, and compared with zero.</summary>
    private Value Widened(Value condition) => _random.Next(2) == 0
        ? condition
        : _builder.Compare(Comparison.NotEqual, _builder.Convert(Op.ZeroExtend, IRType.Int32, condition), Constant.Int32(0));

    private Value Condition()
    {
        var type = Words[_random.Next(Words.Length)];
        return Widened(_builder.Compare((Comparison)_random.Next(10), Of(type, 2), Of(type, 1)));
    }

    private Value Expression(int depth) => Of(Words[_random.Next(Words.Length)], depth);

    private Value Of(IRType type, int depth)
    {
        if (depth == 0 || _random.Next(4) == 0)
            return Leaf(type);
        switch (_random.Next(10))
        {
            case 0:
                return _builder.Select(Condition(), Of(type, depth - 1), Of(type, depth - 1));
            case 1:
                return As(type, Expression(depth - 1));
            case 2:
                return _builder.Unary(Unary(type), Of(type, depth - 1));
            case 3 when !type.IsFloat():
                return _builder.Emit(Shift(), type, 0, Of(type, depth - 1), Of(IRType.Int32, depth - 1));
            case 4 when type == IRType.Int32:
                return _builder.Convert(Op.ZeroExtend, type, Condition());
            default:
                return _builder.Binary(Binary(type), Of(type, depth - 1), Of(type, depth - 1));
        }
    }

    private Value Leaf(IRType type)
    {
        switch (_random.Next(4))
        {
            case 0:
                return Literal(type);
            case 1 when _locals.FindAll(local => local.Type == type) is { Count: > 0 } locals:
                var (alloca, _, count) = locals[_random.Next(locals.Count)];
                return _builder.Load(type, _builder.Offset(alloca, _random.Next(count) * type.SizeInBytes()));
            case 2:
                return _builder.Load(type, _builder.Offset(_input, _random.Next(Width) * 8));
            default:
                var values = _scopes.SelectMany(scope => scope).Where(value => value.Type == type).ToList();
                return values.Count == 0 ? Literal(type) : values[_random.Next(values.Count)];
        }
    }

    private Constant Literal(IRType type)
    {
        if (type.IsFloat())
        {
            double[] values = [0, -0.0, 1, -1, 0.5, 4, 3, double.NaN, double.PositiveInfinity, 1e-40];
            return Literal(type, values[_random.Next(values.Length)]);
        }
        long[] integers = [0, 1, -1, 2, 4, 7, 8, 31, 255, int.MaxValue, int.MinValue, long.MinValue, 64, -8];
        return Constant.FromBits(type, integers[_random.Next(integers.Length)]);
    }

    private static Constant Literal(IRType type, double value) =>
        type == IRType.Float32 ? Constant.Float32((float)value) : Constant.Float64(value);

    private Value As(IRType type, Value value)
    {
        if (value.Type == type)
            return value;
        if (value.Type.SizeInBits() == type.SizeInBits() && _random.Next(3) == 0)
            return _builder.Convert(Op.Bitcast, type, OneNaN(value));
        return (value.Type.IsFloat(), type.IsFloat()) switch
        {
            (true, true) => _builder.Convert(Op.FloatConvert, type, value),
            (true, false) => _builder.Convert(_random.Next(2) == 0 ? Op.FloatToSigned : Op.FloatToUnsigned, type, value),
            (false, true) => _builder.Convert(_random.Next(2) == 0 ? Op.SignedToFloat : Op.UnsignedToFloat, type, value),
            _ when type == IRType.Int64 => _builder.Convert(_random.Next(2) == 0 ? Op.SignExtend : Op.ZeroExtend, type, value),
            _ when _random.Next(2) == 0 => _builder.Convert(Op.SignExtend, type, _builder.Convert(Op.Narrow, _random.Next(2) == 0 ? IRType.Int8 : IRType.Int16, value)),
            _ => _builder.Convert(Op.Narrow, type, value),
        };
    }

    private Op Binary(IRType type)
    {
        Op[] floats = [Op.Add, Op.Sub, Op.Mul, Op.Div, Op.Min, Op.Max];
        Op[] integers =
        [
            Op.Add, Op.Sub, Op.Mul, Op.Add, Op.Sub, Op.Mul, Op.Div, Op.DivUnsigned, Op.Rem, Op.RemUnsigned, Op.Min, Op.Max,
            Op.MinUnsigned, Op.MaxUnsigned, Op.And, Op.Or, Op.Xor,
        ];
        return type.IsFloat() ? floats[_random.Next(floats.Length)] : integers[_random.Next(integers.Length)];
    }

    private Op Unary(IRType type)
    {
        Op[] floats = [Op.Neg, Op.Abs, Op.Sqrt, Op.Floor, Op.Truncate, Op.RoundEven];
        Op[] integers = [Op.Neg, Op.Not, Op.Abs, Op.PopCount, Op.LeadingZeros, Op.TrailingZeros];
        return type.IsFloat() ? floats[_random.Next(floats.Length)] : integers[_random.Next(integers.Length)];
    }

    private Op Shift() => (Op)_random.Next((int)Op.ShiftLeft, (int)Op.ShiftRightUnsigned + 1);
}
