using System.Reflection;
using System.Reflection.Metadata;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// Translates one method's IL at one call. This part follows the control flow: IL blocks become IR blocks in the order of
/// their offsets, what lies on the evaluation stack between blocks becomes block parameters.
/// </summary>
internal sealed partial class MethodTranslator
{
    private readonly KernelTranslation _kernel;
    private readonly ILBody _body;
    private readonly Emitter _emit;
    private readonly ValueAccess _values;
    private readonly bool _callInLoop;
    private readonly string _name;
    private readonly Type[] _typeArguments;
    private readonly Type[] _methodArguments;

    private readonly List<StackValue> _stack = [];
    private readonly Entrance?[] _entrances;
    private readonly SortedSet<int> _pending = [];

    private readonly DeviceLayout? _result;
    private readonly List<WayOut> _returns = [];

    // -1 while still in the caller.
    private int _blockIndex = -1;
    private ILInstruction _instruction = new(ILOpCode.Nop, 0, 0, 0, 0, null);

    /// <summary>What is known of an IL block before it is translated.</summary>
    private sealed class Entrance(Block block, List<StackValue> stack)
    {
        public Block Block { get; } = block;
        public List<StackValue> Stack { get; } = stack;

        /// <summary>What is known at the end of each block that leads here (the caller is -1).</summary>
        public Dictionary<int, KnownMemory> Known { get; } = [];
    }

    /// <summary>A return instruction that is reached; its block is still open.</summary>
    private sealed record WayOut(StackValue? Value, Block Block, KnownMemory Known);

    public MethodTranslator(KernelTranslation kernel, ILBody body, bool callInLoop)
    {
        _kernel = kernel;
        _body = body;
        _emit = kernel.Emit;
        _values = new(_emit);
        _callInLoop = callInLoop;
        _name = TypeNames.Of(body.Method);
        _typeArguments = body.Method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : [];
        _methodArguments = body.Method.IsGenericMethod ? body.Method.GetGenericArguments() : [];
        _entrances = new Entrance?[body.Blocks.Count];
        _arguments = new Variable[body.ArgumentNeedsMemory.Length];
        _locals = new Variable[body.Locals.Length];
        var result = (body.Method as MethodInfo)?.ReturnType ?? typeof(void);
        _result = result == typeof(void) ? null : DeviceLayout.Of(result);
    }

    public MethodBase Method => _body.Method;

    /// <summary>The place now being translated, for errors.</summary>
    public string Place => _body.Lines?.At(_instruction.Offset) is { } line
        ? $"{line}, IL_{_instruction.Offset:x4}"
        : $"IL_{_instruction.Offset:x4}";

    private bool InLoop => _callInLoop || _blockIndex >= 0 && _body.Blocks[_blockIndex].InLoop;

    public StackValue? Translate(StackValue[] arguments)
    {
        var callerLocation = _emit.Location;
        try
        {
            PrepareVariables(arguments);
            Enter();
            while (_pending.Count > 0)
            {
                int index = _pending.Min;
                _pending.Remove(index);
                TranslateBlock(index);
            }
        }
        catch (KernelCompilationException error) when (error.Method is null)
        {
            throw _kernel.Locate(error);
        }
        _emit.Location = callerLocation;
        return Leave();
    }

    private void Enter()
    {
        if (_body.Blocks[0].Predecessors == 1)
        {
            // Nothing jumps to the start: go on in the caller's block.
            var entrance = new Entrance(_emit.Block, []);
            entrance.Known.Add(_blockIndex, _emit.Known);
            _entrances[0] = entrance;
            _pending.Add(0);
        }
        else
        {
            _emit.Branch(EdgeTo(0));
        }
    }

    private void TranslateBlock(int index)
    {
        _blockIndex = index;
        var entrance = _entrances[index]!;
        _emit.Block = entrance.Block;
        _emit.Known = Meet([.. entrance.Known.Values], _body.Blocks[index].Predecessors);
        _stack.Clear();
        _stack.AddRange(entrance.Stack);

        var block = _body.Blocks[index];
        for (int i = block.First; i <= block.Last; i++)
        {
            _instruction = _body.Instructions[i];
            _emit.Location = new(_name, _instruction.Offset, _body.Lines?.At(_instruction.Offset));
            _kernel.CountInstruction();
            TranslateInstruction(i);
        }
        if (!_instruction.EndsBlock)
            _emit.Branch(EdgeTo(index + 1));
    }

    private KnownMemory Meet(List<KnownMemory> known, int predecessors)
    {
        if (known.Count == 0 || known.Count < predecessors)
            return _emit.Known.CloneFixed();
        var common = known[0].Clone();
        foreach (var other in known.Skip(1))
            common.Intersect(other);
        return common;
    }

    /// <summary>An edge from here to an IL block, carrying the evaluation stack.</summary>
    private Edge EdgeTo(int index)
    {
        var entrance = _entrances[index];
        if (entrance is null)
        {
            var block = _emit.NewBlock("L" + _body.Instructions[_body.Blocks[index].First].Offset.ToString("x", System.Globalization.CultureInfo.InvariantCulture));
            entrance = new(block, [.. _stack.Select(value => value.With([.. value.Leaves.Select(leaf => (Value)block.AddParameter(leaf.Type))]))]);
            _entrances[index] = entrance;
            _pending.Add(index);
        }
        entrance.Known[_blockIndex] = _emit.Known.Clone();
        return new(entrance.Block, [.. StackLeaves(entrance.Stack)]);
    }

    private List<Value> StackLeaves(List<StackValue> expected)
    {
        if (expected.Count != _stack.Count)
            throw new KernelCompilationException("the evaluation stack differs between the paths to one place.");
        var leaves = new List<Value>();
        for (int i = 0; i < expected.Count; i++)
        {
            var (want, have) = (expected[i], _stack[i]);
            if (want.Leaves.Length != have.Leaves.Length || !Equals(want.Token, have.Token))
                throw new KernelCompilationException("the types on the evaluation stack differ between the paths to one place.");
            for (int leaf = 0; leaf < want.Leaves.Length; leaf++)
                leaves.Add(Unify(have.Leaves[leaf], want.Leaves[leaf].Type));
        }
        return leaves;
    }

    private Value Unify(Value value, IRType type)
    {
        if (value.Type == type)
            return value;
        if (value.Type.IsFloat() && type.IsFloat())
            return _emit.Convert(Op.FloatConvert, type, value);
        if (value.Type.IsInteger() && type.IsInteger())
            return _emit.Resize(value, type);
        if (type == IRType.Pointer && value.Type == IRType.Int64 || type == IRType.Int64 && value.Type == IRType.Pointer)
            return _emit.Convert(Op.Bitcast, type, value);
        throw new KernelCompilationException("the types on the evaluation stack differ between the paths to one place.");
    }

    private void TranslateReturn()
    {
        StackValue? value = null;
        if (_result is not null)
            value = _values.Coerce(Pop(), _result);
        _returns.Add(new(value, _emit.Block, _emit.Known));
    }

    /// <summary>Puts the caller where the callee returned.</summary>
    private StackValue? Leave()
    {
        if (_returns.Count == 0)
        {
            // The method never returns; what follows is dropped, having no predecessor.
            _emit.Block = _emit.NewBlock("never");
            _emit.Known = _emit.Known.CloneFixed();
            return _result is null ? null : _values.Default(_result);
        }
        var first = _returns[0];
        if (_returns.Count == 1)
        {
            (_emit.Block, _emit.Known) = (first.Block, first.Known);
            return first.Value;
        }
        var exit = _emit.NewBlock("return");
        bool[] differs = [.. Enumerable.Range(0, first.Value?.Leaves.Length ?? 0).Select(Differs)];
        var result = first.Value?.With([.. first.Value.Leaves.Select((leaf, i) => differs[i] ? exit.AddParameter(leaf.Type) : leaf)]);
        foreach (var way in _returns)
        {
            _emit.Block = way.Block;
            _emit.Branch(new Edge(exit, [.. (way.Value?.Leaves ?? []).Where((_, i) => differs[i])]));
        }
        _emit.Block = exit;
        _emit.Known = Meet([.. _returns.Select(way => way.Known)], _returns.Count);
        return result;
    }

    /// <summary>True if the ways out return different values in a leaf; what is the same for all needs no parameter.</summary>
    private bool Differs(int leaf)
    {
        var value = _returns[0].Value!.Leaves[leaf];
        return _returns.Exists(way => !Equals(way.Value!.Leaves[leaf], value));
    }

    private void Push(StackValue value) => _stack.Add(value);

    private void Push(Value value) => _stack.Add(StackValue.Scalar(value));

    private StackValue Pop()
    {
        if (_stack.Count == 0)
            throw new KernelCompilationException("the IL is not valid: the evaluation stack is empty.");
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private static KernelCompilationException Unsupported(string reason) => new(reason);
}
