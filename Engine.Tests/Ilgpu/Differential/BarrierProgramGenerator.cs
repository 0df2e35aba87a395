using System.Globalization;
using Engine.Ilgpu.Devices;
using static Engine.Tests.Ilgpu.Differential.ScalarType;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>
/// Makes kernels whose items work together: barriers, shared memory, broadcasts, shuffles, reductions, atomics. They are free of
/// races by construction: between two barriers an array that a group shares is either the items' own (each touches
/// its slot only), or read by all, or changed by atomics of one kind.
/// </summary>
internal sealed class BarrierProgramGenerator
{
    private static readonly (int X, int Y)[] GroupShapes = 
        [(1, 1), (4, 1), (7, 1), (8, 1), (16, 1), (32, 1), (33, 1), (40, 1), (64, 1), (256, 1), (11, 3), (8, 8), (16, 2), (16, 16)];
    private static readonly (ScalarType Type, string Name)[] Reductions =
        [(Int, "AddInt32"), (Int, "MaxInt32"), (Int, "MinInt32"), (Float, "AddFloat"), (Float, "MaxFloat"), (ScalarType.Double, "AddDouble")];
    private static readonly ScalarType[] ExchangeTypes = [Int, UInt, Long, ULong, Float, ScalarType.Double];

    private readonly Random _random;
    private readonly GeneratorScope _scope = new();
    private readonly ExpressionGenerator _expressions;
    private readonly StatementGenerator _statements;
    private readonly List<SharedArray> _shared = [];
    private readonly (int X, int Y) _shape;
    private readonly int _groupSize;

    private BarrierProgramGenerator(Random random, bool assertions, (int X, int Y) shape)
    {
        _random = random;
        _shape = shape;
        _groupSize = shape.X * shape.Y;
        _expressions = new ExpressionGenerator(random, _scope, assertions);
        _statements = new StatementGenerator(random, _scope, _expressions, mayReturn: false);
    }

    private enum Mode
    {
        Own,
        Read,
        Atomic,
    }

    public static KernelProgram Make(long seed, Random random)
    {
        bool assertions = random.Next(4) == 0;
        var shape = GroupShapes[random.Next(GroupShapes.Length)];
        return new BarrierProgramGenerator(random, assertions, shape).Make(seed, assertions);
    }

    private KernelProgram Make(long seed, bool assertions)
    {
        int groups = _random.Next(1, 4);
        int items = groups * _groupSize;
        var members = new MemberGenerator(_random, _scope, assertions).Make();
        var parameters = new List<object>();
        ProgramGenerator.AddInputs(_random, _scope, parameters);
        ProgramGenerator.AddScalars(_random, _scope, parameters);
        var outputs = ProgramGenerator.AddOutputs(_random, _scope, parameters, items);
        AddCounters(parameters);
        _scope.Variables.Add(new ScopeVariable("i", Int, false));
        _scope.Variables.Add(new ScopeVariable("t", Int, false));
        _scope.Variables.Add(new ScopeVariable("Group.IdxY", Int, false));
        _scope.Variables.Add(new ScopeVariable("Warp.LaneIdx", Int, false));
        _scope.Variables.Add(new ScopeVariable("Group.DimX", Int, false, Uniform: true));
        _scope.Variables.Add(new ScopeVariable("Grid.IdxX", Int, false, Uniform: true));

        var body = new List<Node> { Node.Statement("int t = Group.LinearIndex;") };
        int dynamicBytes = AddSharedArrays(body, parameters, items);
        ProgramGenerator.Shuffle(_random, parameters);
        body.Add(Barrier());
        body.AddRange(UniformStatements(_random.Next(3, 8), 2));
        foreach (var output in outputs)
            body.Add(Node.Statement($"{output.Text} = $0;", Individual(() => _expressions.Make(output.Type, 3))));
        return new KernelProgram
        {
            Seed = seed,
            Launch = new ProgramLaunch(0, items, 1, new LaunchGeometry(groups, 1, 1, _shape.X, _shape.Y, 1, dynamicBytes)),
            Parameters = parameters,
            Members = members,
            Body = Node.Block(body),
            HasReference = false,
            Assertions = assertions,
            WarpSize = ProgramGenerator.RandomWarpSize(_random),
        };
    }

    /// <summary>Global integers that all items change by atomics of one kind each.</summary>
    private void AddCounters(List<object> parameters)
    {
        int count = _random.Next(0, 3);
        for (int i = 0; i < count; i++)
        {
            var type = ScalarTypes.WideIntegers[_random.Next(ScalarTypes.WideIntegers.Length)];
            var buffer = ProgramGenerator.RandomBuffer(_random, "counter" + i, _random.Next(1, 6), type);
            parameters.Add(buffer);
            _scope.Procedures.Add(AtomicOn($"{buffer.Name}[(int)((uint)$1 % {buffer.Length}u)]", type));
        }
    }

    private ScopeProcedure AtomicOn(string target, ScalarType type)
    {
        string[] kinds = ["Add", "Min", "Max", "And", "Or", "Xor"];
        return new ScopeProcedure($"Atomic.{kinds[_random.Next(kinds.Length)]}(ref {target}, $0);", [type, Int]);
    }

    /// <summary>Shared, dynamic shared and global arrays with a slot for each item of the group, each filled by its owner.</summary>
    private int AddSharedArrays(List<Node> body, List<object> parameters, int items)
    {
        int dynamicBytes = 0;
        int count = _random.Next(1, 4);
        for (int n = 0; n < count; n++)
        {
            var type = ExchangeTypes[_random.Next(ExchangeTypes.Length)];
            string keyword = type.Keyword();
            string name = "shared" + n.ToString(CultureInfo.InvariantCulture);
            string offset = "";
            switch (_random.Next(4))
            {
                case 0 when dynamicBytes == 0:
                    body.Add(Node.Statement($"var {name} = SharedMemory.GetDynamic<{keyword}>();"));
                    dynamicBytes = _groupSize * type.Size();
                    break;
                case 1:
                    parameters.Add(ProgramGenerator.RandomBuffer(_random, name, items, type));
                    offset = "i - t + ";
                    break;
                case 2:
                    body.Add(Node.Statement($"var {name} = SharedMemory.Allocate1D<{keyword}>(new Index1D({_groupSize}));"));
                    break;
                default:
                    body.Add(Node.Statement($"var {name} = SharedMemory.Allocate<{keyword}>({_groupSize});"));
                    break;
            }
            body.Add(Node.Statement($"{name}[{offset}t] = $0;", _expressions.Make(type, 2)));
            _shared.Add(new SharedArray(name, type, offset) { Mode = Mode.Own });
        }
        return dynamicBytes;
    }

    private List<Node> UniformStatements(int count, int depth)
    {
        var statements = new List<Node>();
        for (int i = 0; i < count; i++)
            statements.Add(UniformStatement(depth));
        return statements;
    }

    /// <summary>A statement at a place that the whole group passes together.</summary>
    private Node UniformStatement(int depth)
    {
        switch (_random.Next(depth > 0 ? 22 : 17))
        {
            case < 4:
                return Barrier();
            case < 7:
                return Individual(() => _statements.Statement(2));
            case < 9:
                return Individual(_statements.Assignment);
            case 9:
                return Individual(_statements.Declaration);
            case 10:
                return Vote();
            case 11:
                return Broadcast();
            case 12 or 13:
                return Shuffle();
            case 14:
                return OneWarp();
            case 15:
                return Reduction("Warp");
            case 16:
                return Reduction("Group");
            case < 20:
                string counter = _scope.NewName("k");
                return _scope.Nested(() =>
                {
                    _scope.Variables.Add(new ScopeVariable(counter, Int, false, Uniform: true));
                    string bound = _random.Next(3) == 0 ? "(int)((uint)$0 % 4u)" : _random.Next(1, 5).ToString(CultureInfo.InvariantCulture);
                    return Node.Statement($"for (int {counter} = 0; {counter} < {bound}; {counter}++) $1", Uniform(Int), UniformBlock(depth - 1));
                });
            case 20:
                return Node.Statement("if ($0) $1", Uniform(Bool), UniformBlock(depth - 1));
            default:
                return Node.Statement("if ($0) $1 else $2", Uniform(Bool), UniformBlock(depth - 1), UniformBlock(depth - 1));
        }
    }

    /// <summary>A block at whose end all arrays are used as they were at its start.</summary>
    private Node UniformBlock(int depth)
    {
        var modes = _shared.Select(array => array.Mode).ToArray();
        return _scope.Nested(() =>
        {
            var statements = UniformStatements(_random.Next(1, 4), depth);
            for (int i = 0; i < modes.Length; i++)
                _shared[i].Mode = modes[i];
            statements.Add(Node.Statement("Group.Barrier();"));
            return Node.Block(statements);
        });
    }

    private Node Barrier()
    {
        foreach (var array in _shared)
        {
            bool atomics = ScalarTypes.WideIntegers.Contains(array.Type);
            array.Mode = (Mode)_random.Next(atomics ? 3 : 2);
            if (array.Mode == Mode.Atomic)
                array.Atomic = AtomicOn($"{array.Name}[{array.Offset}(int)((uint)$1 % {_groupSize}u)]", array.Type);
        }
        return Node.Statement("Group.Barrier();");
    }

    /// <summary>Makes what each item does by itself, with the shared arrays in the use of the moment.</summary>
    private Node Individual(Func<Node> make)
    {
        var variables = new List<ScopeVariable>();
        var arrays = new List<ScopeArray>();
        var procedures = new List<ScopeProcedure>();
        foreach (var array in _shared)
        {
            if (array.Mode == Mode.Own)
                variables.Add(new ScopeVariable($"{array.Name}[{array.Offset}t]", array.Type, true, MayBeReferenced: false));
            else if (array.Mode == Mode.Read)
                arrays.Add(new ScopeArray(array.Name, array.Type, _groupSize, false) { Base = array.Offset });
            else
                procedures.Add(array.Atomic!);
        }
        _scope.Variables.InsertRange(0, variables);
        _scope.Arrays.InsertRange(0, arrays);
        _scope.Procedures.InsertRange(0, procedures);
        var node = make();
        _scope.Variables.RemoveRange(0, variables.Count);
        _scope.Arrays.RemoveRange(0, arrays.Count);
        _scope.Procedures.RemoveRange(0, procedures.Count);
        return node;
    }

    private Node Uniform(ScalarType type)
    {
        _scope.UniformOnly = true;
        var node = _expressions.Make(type, 2);
        _scope.UniformOnly = false;
        return node;
    }

    private Node Vote()
    {
        var predicate = Individual(() => _expressions.Make(Bool, 2));
        string name = _scope.NewName("u");
        if (_random.Next(2) == 0)
        {
            _scope.Variables.Add(new ScopeVariable(name, Int, false, Uniform: true));
            return Node.Statement($"int {name} = Group.BarrierPopCount($0);", predicate);
        }
        _scope.Variables.Add(new ScopeVariable(name, Bool, false, Uniform: true));
        return Node.Statement($"bool {name} = Group.{(_random.Next(2) == 0 ? "BarrierAnd" : "BarrierOr")}($0);", predicate);
    }

    private Node Broadcast()
    {
        var type = ExchangeTypes[_random.Next(ExchangeTypes.Length)];
        var value = Individual(() => _expressions.Make(type, 2));
        var source = Uniform(Int);
        string name = _scope.NewName("u");
        _scope.Variables.Add(new ScopeVariable(name, type, false, Uniform: true));
        return Node.Statement(
            $"{type.Keyword()} {name} = Group.Broadcast($0, (int)((uint)$1 % {_groupSize}u));", value, source);
    }

    private Node Shuffle()
    {
        var type = ExchangeTypes[_random.Next(ExchangeTypes.Length)];
        var value = Individual(() => _expressions.Make(type, 2));
        string name = _scope.NewName("v");
        var node = ShuffleInto($"{type.Keyword()} {name} =", value);
        _scope.Variables.Add(new ScopeVariable(name, type, true));
        return node;
    }

    private Node ShuffleInto(string target, Node value)
    {
        var lane = _random.Next(4) switch
        {
            0 => Individual(() => _expressions.Make(Int, 1)),
            1 => Uniform(Int),
            _ => Node.Literal(Int, _random.Next(0, 20)),
        };
        var width = _random.Next(4) switch
        {
            0 => Node.Literal(Int, 1 << _random.Next(3)),
            1 => Node.Expression(Int, "(1 << (int)((uint)$0 % 3u))", _random.Next(2) == 0 ? Uniform(Int) : Individual(() => _expressions.Make(Int, 1))),
            _ => null,
        };
        string method = _random.Next(5) switch
        {
            0 => "ShuffleUp($0, $1",
            1 => "ShuffleDown($0, $1",
            2 => "ShuffleXor($0, $1",
            3 when width is null => "Broadcast($0, (int)((uint)$1 % (uint)Warp.WarpSize)",
            _ => "Shuffle($0, (int)((uint)$1 % (uint)Warp.WarpSize)",
        };
        return width is null
            ? Node.Statement($"{target} Warp.{method});", value, lane)
            : Node.Statement($"{target} Warp.{method}, $2);", value, lane, width);
    }

    private Node Reduction(string scope)
    {
        var (type, operation) = Reductions[_random.Next(Reductions.Length)];
        string method = ((string[])["Reduce", "AllReduce", "AllReduce", "InclusiveScan", "ExclusiveScan"])[_random.Next(5)];
        var value = Individual(() => _expressions.Make(type, 2));
        string name = _scope.NewName("r");
        bool isUniform = scope == "Group" && method == "AllReduce";
        _scope.Variables.Add(new ScopeVariable(name, type, !isUniform, isUniform));
        return Node.Statement($"{type.Keyword()} {name} = {scope}Extensions.{method}<{type.Keyword()}, {operation}>($0);", value);
    }

    /// <summary>Only one warp of the group shuffles.</summary>
    private Node OneWarp()
    {
        var targets = _scope.Assignable.Where(variable => variable.Type == Int && variable.MayBeReferenced).ToArray();
        if (targets.Length == 0)
            return Shuffle();
        var target = targets[_random.Next(targets.Length)];
        return Node.Statement(
            $"if (Warp.WarpIdx == {_random.Next(0, 2)}) $0",
            Node.Block([
                ShuffleInto(target.Text + " =", Individual(() => _expressions.Make(Int, 2))),
                Individual(() => _statements.Assign(target))]));
    }

    private sealed class SharedArray(string name, ScalarType type, string offset)
    {
        public string Name { get; } = name;
        public ScalarType Type { get; } = type;

        /// <summary>The index of the group's first slot, as text to put before an index; empty if it is 0.</summary>
        public string Offset { get; } = offset;

        public Mode Mode { get; set; }
        public ScopeProcedure? Atomic { get; set; }
    }
}
