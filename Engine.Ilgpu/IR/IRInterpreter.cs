using Engine.Ilgpu.Devices;

namespace Engine.Ilgpu.IR;

/// <summary>
/// Runs a launch on IR: the definition of what the IR means, and the oracle of the tests. Groups run one after
/// another; the items of a group run in turn, each to its next synchronisation or its end. What no correct kernel
/// does (wild accesses, races, barriers that not every item reaches) is reported, never executed.
/// Steps are in the other parts: Items (one item), Sync (barriers, shuffles), Access (memory).
/// </summary>
internal sealed partial class IRInterpreter
{
    private const int MaxProblems = 20;

    private readonly InterpreterCode _code;
    private readonly InterpreterOptions _options;
    private readonly LaunchGeometry _geometry;
    private readonly InterpreterMemory _memory = new();
    private readonly RaceDetector _races;
    private readonly int _groupSize;
    private readonly Item[] _items;
    private readonly int[] _warpEpochs;
    private readonly long[] _launchFrame;
    private readonly long[] _edgeValues;

    /// <summary>The address of each instruction that allocates, by its place in the code.</summary>
    private readonly long[] _allocations;
    private readonly List<InterpreterProblem> _problems = [];
    private readonly HashSet<(InterpreterProblemKind, int, int)> _reported = [];
    private byte[] _localMemory = [];
    private int _localBytesPerItem;
    private long _dynamicShared;
    private long _group;
    private int _groupX;
    private int _groupY;
    private int _groupZ;
    private long _steps;

    private IRInterpreter(
        Function function, in LaunchGeometry geometry, IReadOnlyList<InterpreterArgument> arguments, InterpreterOptions options)
    {
        if (arguments.Count != function.Parameters.Count)
            throw new ArgumentException($"Kernel {function.Name} takes {function.Parameters.Count} parameters, not {arguments.Count}.", nameof(arguments));
        if (geometry.GroupSize > InterpreterMemory.MaxItems || geometry.Groups * geometry.GroupSize > int.MaxValue)
            throw new ArgumentException($"The launch is too large for the interpreter: {geometry}.", nameof(geometry));
        _code = new InterpreterCode(function);
        _options = options;
        _geometry = geometry;
        _groupSize = geometry.GroupSize;
        _races = new RaceDetector(_groupSize, options.WarpSize);
        _items = new Item[_groupSize];
        for (int i = 0; i < _groupSize; i++)
            _items[i] = new Item(i, geometry, _code.FrameTemplate.Length);
        _warpEpochs = new int[(_groupSize + options.WarpSize - 1) / options.WarpSize];
        _edgeValues = new long[_code.Blocks.SelectMany(block => block.Edges).Select(edge => edge.Sources.Length).DefaultIfEmpty().Max()];
        _allocations = new long[_code.Instructions.Length];
        _launchFrame = (long[])_code.FrameTemplate.Clone();
        BindArguments(arguments);
        Allocate();
    }

    /// <summary>Runs a whole launch; buffers among the arguments are changed in place.</summary>
    /// <param name="arguments">One for each parameter of the function.</param>
    /// <exception cref="ArgumentException">The arguments do not fit the function, or an operation is not defined on its types.</exception>
    public static InterpreterResult Run(
        Function function,
        in LaunchGeometry geometry,
        IReadOnlyList<InterpreterArgument> arguments,
        InterpreterOptions? options = null) =>
        new IRInterpreter(function, geometry, arguments, options ?? InterpreterOptions.Default).Run();

    private InterpreterResult Run()
    {
        InterpreterFault? fault = null;
        try
        {
            for (_group = 0; _group < _geometry.Groups; _group++)
                RunGroup();
        }
        catch (LaunchEndedException end)
        {
            fault = end.Fault;
        }
        return new InterpreterResult(fault, _problems, _steps);
    }

    private void RunGroup()
    {
        _groupX = (int)(_group % _geometry.GridX);
        _groupY = (int)(_group / _geometry.GridX % _geometry.GridY);
        _groupZ = (int)(_group / ((long)_geometry.GridX * _geometry.GridY));
        _races.BeginGroup(_group);
        Array.Clear(_localMemory);
        Array.Clear(_warpEpochs);
        foreach (var region in _memory.Regions)
        {
            if (region.Written is { } written)
                Array.Clear(written);
        }
        foreach (var item in _items)
            item.Start(_launchFrame);
        do
        {
            foreach (var item in _items)
            {
                if (item.State == ItemState.Running)
                    RunItem(item);
            }
        }
        while (Synchronize());
    }

    private void BindArguments(IReadOnlyList<InterpreterArgument> arguments)
    {
        var regions = new Dictionary<InterpreterBuffer, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < arguments.Count; i++)
        {
            var parameter = _code.Function.Parameters[i];
            var argument = arguments[i];
            long bits = Semantics.Canonicalize(parameter.Type, argument.Bits);
            if (argument.Buffer is { } buffer)
            {
                if (parameter.Type != IRType.Pointer)
                    throw new ArgumentException($"Parameter {i} ({parameter.Name}) is {parameter.Type.Name()}, but its argument is a buffer.");
                if (!regions.TryGetValue(buffer, out int region))
                {
                    region = _memory.Add(new MemoryRegion(RegionKind.Global, parameter.Name, buffer.Data, 0, buffer.Data.Length)
                    {
                        Shadow = _options.DetectRaces ? new ByteShadow[buffer.Data.Length] : null,
                    });
                    regions.Add(buffer, region);
                }
                bits = InterpreterMemory.AddressOf(region, 0, argument.Bits);
            }
            _launchFrame[_code.FirstParameterSlot + i] = bits;
        }
    }

    private void Allocate()
    {
        _dynamicShared = AddShared("dynamic shared memory", _geometry.DynamicSharedBytes);
        var locals = new List<(int Instruction, int Start)>();
        for (int i = 0; i < _code.Instructions.Length; i++)
        {
            ref readonly var instruction = ref _code.Instructions[i];
            int bytes = (int)instruction.Immediate;
            if (instruction.Op == Op.SharedAlloca)
                _allocations[i] = AddShared("shared memory", bytes);
            if (instruction.Op != Op.Alloca)
                continue;
            locals.Add((i, _localBytesPerItem));
            _localBytesPerItem += (bytes + 15) & ~15;
        }
        _localMemory = new byte[checked(_localBytesPerItem * _groupSize)];
        foreach (var (instruction, start) in locals)
        {
            long length = _code.Instructions[instruction].Immediate;
            int region = _memory.Add(new MemoryRegion(RegionKind.Local, "local memory", _localMemory, start, length));
            _allocations[instruction] = InterpreterMemory.AddressOf(region, 0, 0);
        }
    }

    private long AddShared(string name, int bytes)
    {
        int region = _memory.Add(new MemoryRegion(RegionKind.Shared, name, new byte[bytes], 0, bytes)
        {
            Shadow = _options.DetectRaces ? new ByteShadow[bytes] : null,
            Written = _options.DetectUninitializedShared ? new bool[bytes] : null,
        });
        return InterpreterMemory.AddressOf(region, 0, 0);
    }

    /// <summary>Reports a problem once for each pair of instructions.</summary>
    private void Report(InterpreterProblemKind kind, int instruction, int other, Func<string> message)
    {
        if (_problems.Count < MaxProblems && _reported.Add((kind, instruction, other)))
            _problems.Add(new InterpreterProblem(kind, message()));
    }

    private LaunchEndedException Stop(InterpreterProblemKind kind, string message)
    {
        _problems.Add(new InterpreterProblem(kind, message));
        return new LaunchEndedException(null);
    }

    private string Describe(int instruction)
    {
        var source = _code.Instructions[instruction].Source;
        var block = Array.Find(_code.Blocks, candidate => instruction >= candidate.First && instruction < candidate.End)!;
        string place = source.Location is { } location ? $" at {location}" : "";
        return $"{source.Op.Info().Mnemonic} (instruction {instruction - block.First} of {block.Source}){place}";
    }

    private string Describe(Item item) =>
        $"item ({item.X}, {item.Y}, {item.Z}) of group ({_groupX}, {_groupY}, {_groupZ})";

    /// <summary>Names an item by its linear index in the launch.</summary>
    private string DescribeItem(int index) => $"item {index % _groupSize} of group {index / _groupSize}";

    private enum ItemState
    {
        Running,
        Waiting,
        Exited,
    }

    /// <summary>Where one work item of the current group stands.</summary>
    private sealed class Item(int index, in LaunchGeometry geometry, int slots)
    {
        public readonly int Index = index;
        public readonly int X = index % geometry.GroupX;
        public readonly int Y = index / geometry.GroupX % geometry.GroupY;
        public readonly int Z = index / (geometry.GroupX * geometry.GroupY);
        public readonly long[] Slots = new long[slots];
        public ItemState State;
        public int Block;

        /// <summary>The next instruction; of a waiting item, the synchronisation it waits at.</summary>
        public int Next;

        public void Start(long[] frame)
        {
            frame.CopyTo(Slots, 0);
            State = ItemState.Running;
            Block = 0;
            Next = 0;
        }
    }

    /// <summary>Ends the launch at once.</summary>
    private sealed class LaunchEndedException(InterpreterFault? fault) : Exception
    {
        public InterpreterFault? Fault { get; } = fault;
    }
}
