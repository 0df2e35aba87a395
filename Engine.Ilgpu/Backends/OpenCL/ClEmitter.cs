using System.Globalization;
using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>
/// Turns a kernel into OpenCL C 1.2. Every value is a variable of the kernel function, every block a label; pointers are
/// typed by their address space.
/// </summary>
internal sealed class ClEmitter
{
    private const int MaximumNameLength = 60;

    private readonly Function _function;
    private readonly ClTarget _target;
    private readonly ClWriter _writer = new();
    private readonly ClPrelude _prelude = new();
    private readonly ClValues _values;
    private readonly ClOperations _operations;
    private readonly ClMemory _memory;
    private readonly ClSynchronization _synchronization;
    private readonly IReadOnlyList<Block> _blocks;
    private readonly FaultSites _faults;
    private readonly bool _guarded;

    private ClEmitter(Function function, ClTarget target)
    {
        _function = function;
        _target = target;
        _values = new ClValues(function);
        _operations = new ClOperations(_values, _prelude, target);
        _memory = new ClMemory(_values, _operations, _prelude, target);
        _synchronization = new ClSynchronization(_values, _prelude, target, _writer);
        _blocks = new ControlFlowGraph(function).ReversePostorder;
        _faults = new FaultSites(function.Name);
        // An item that faults ends. Where others would wait for it at a barrier, it goes on, but leaves memory alone.
        _guarded = Instructions.Any(instruction => instruction.Op == Op.Assert)
            && Instructions.Any(instruction => instruction.Op.IsSync());
    }

    private IEnumerable<Instruction> Instructions => _blocks.SelectMany(block => block.Instructions);

    /// <exception cref="KernelCompilationException">The kernel cannot be said in OpenCL C 1.2, or the device lacks what it needs.</exception>
    public static ClSource Emit(Function function, ClTarget target)
    {
        try
        {
            return new ClEmitter(function, target).Emit();
        }
        catch (NotSupportedException exception)
        {
            throw new KernelCompilationException(
                $"The kernel '{function.Name}' cannot be compiled for this OpenCL device: {exception.Message}.", exception);
        }
    }

    private ClSource Emit()
    {
        CheckTypes();
        string entryPoint = EntryPoint();
        var arguments = EmitKernel(entryPoint);
        var whole = new ClWriter();
        _prelude.Write(whole);
        int offset = whole.Locations.Count;
        return new ClSource
        {
            Name = _function.Name,
            EntryPoint = entryPoint,
            Text = whole.Text + _writer.Text,
            Locations = [.. Enumerable.Repeat<SourceLocation?>(null, offset), .. _writer.Locations],
            Arguments = arguments,
            Faults = _faults,
        };
    }

    private void CheckTypes()
    {
        var values = Instructions.SelectMany(instruction => instruction.Operands.Append(instruction)).Concat(_function.Parameters);
        if (values.Any(value => value.Type == IRType.Float64))
        {
            if (!_target.Doubles)
                throw new NotSupportedException("it uses double, which the device does not have (cl_khr_fp64)");
            _prelude.UsesDoubles = true;
        }
        if (_target.WarpSize > 1)
        {
            _prelude.Extension("cl_khr_subgroups");
            _prelude.Extension("cl_khr_subgroup_shuffle");
        }
    }

    private List<ClArgument> EmitKernel(string entryPoint)
    {
        var (arguments, parameters) = Parameters();
        if (_target.RequireWarpSize)
            _writer.Line($"__attribute__((intel_reqd_sub_group_size({_target.WarpSize})))");
        _writer.Line($"__kernel void {entryPoint}(");
        _writer.Indent++;
        for (int i = 0; i < parameters.Count; i++)
            _writer.Line(parameters[i] + (i + 1 < parameters.Count ? "," : ")"));
        _writer.Indent--;
        if (parameters.Count == 0)
            _writer.Line(")");
        _writer.Line("{");
        _writer.Indent++;
        Declare();
        for (int i = 0; i < _blocks.Count; i++)
            EmitBlock(_blocks[i], i + 1 < _blocks.Count ? _blocks[i + 1] : null);
        _writer.Location = null;
        _writer.Close();
        return arguments;
    }

    private (List<ClArgument> Arguments, List<string> Parameters) Parameters()
    {
        var layout = new ParameterLayout(_function.Parameters);
        var arguments = new List<ClArgument>();
        var texts = new List<string>();
        foreach (var parameter in _function.Parameters)
        {
            int offset = layout.OffsetOf(parameter);
            if (parameter.Type == IRType.Pointer)
            {
                arguments.Add(new(ClArgumentKind.Memory, offset));
                texts.Add($"__global uchar* p{parameter.Index}");
                arguments.Add(new(ClArgumentKind.Number, offset + 8, 8));
                texts.Add($"const ulong offset{parameter.Index}");
                continue;
            }
            arguments.Add(new(ClArgumentKind.Number, offset, parameter.Type.SizeInBytes()));
            texts.Add($"const {ClTypes.InMemory(parameter.Type)} p{parameter.Index}");
        }
        if (Instructions.Any(instruction => instruction.Op == Op.DynamicShared))
        {
            arguments.Add(new(ClArgumentKind.DynamicShared));
            texts.Add("__local ulong* dynamic_shared");
        }
        if (Instructions.Any(instruction => instruction.Op == Op.DynamicSharedSize))
        {
            arguments.Add(new(ClArgumentKind.DynamicSharedSize));
            texts.Add("const ulong dynamic_shared_size");
        }
        if (Instructions.Any(instruction => instruction.Op == Op.Assert))
        {
            arguments.Add(new(ClArgumentKind.FaultRecord));
            texts.Add("volatile __global uint* fault_record");
            arguments.Add(new(ClArgumentKind.KernelNumber));
            texts.Add("const uint kernel_number");
        }
        return (arguments, texts);
    }

    private void Declare()
    {
        if (Instructions.Any(ClSynchronization.UsesExchangeWord))
        {
            _writer.Line(ClSynchronization.ExchangeWord);
            _writer.Line(ClSynchronization.LinearIndex);
        }
        foreach (var instruction in Instructions.Where(instruction => instruction.Op is Op.Alloca or Op.SharedAlloca))
        {
            string memory = Memory(instruction);
            _writer.Line(instruction.Op == Op.Alloca
                ? $"ulong {memory}[{(instruction.Immediate + 7) / 8}] __attribute__((aligned(16))) = {{ 0 }};"
                : $"__local ulong {memory}[{(instruction.Immediate + 7) / 8}] __attribute__((aligned(64)));");
        }
        if (_guarded)
            _writer.Line("bool failed = false;");
        foreach (var parameter in _function.Parameters)
        {
            string value = parameter.Type switch
            {
                IRType.Pointer => $"p{parameter.Index} + offset{parameter.Index}",
                IRType.Int1 => $"p{parameter.Index} != 0",
                _ => $"p{parameter.Index}",
            };
            _writer.Line($"{_values.TypeOf(parameter)} {ClValues.Name(parameter)} = {value};");
        }
        var variables = _blocks.SelectMany(block => block.Parameters.Cast<Value>().Concat(block.Instructions))
            .Where(value => value.Type != IRType.Void);
        foreach (var group in variables.GroupBy(TypeOf))
        {
            foreach (var some in group.Chunk(16))
            {
                // The asterisk belongs to each name.
                string type = group.Key.TrimEnd('*');
                string star = type.Length < group.Key.Length ? "*" : "";
                _writer.Line($"{type} {string.Join(", ", some.Select(value => star + ClValues.Name(value)))};");
            }
        }
    }

    private string TypeOf(Value value)
    {
        if (value is Instruction instruction)
            _writer.Location = instruction.Location;
        string type = _values.TypeOf(value);
        _writer.Location = null;
        return type;
    }

    private void EmitBlock(Block block, Block? next)
    {
        if (block != _function.Entry)
            _writer.Line($"{Label(block)}: ;");
        foreach (var instruction in block.Instructions)
        {
            _writer.Location = instruction.Location;
            Emit(instruction);
        }
        _writer.Location = block.Terminator!.Location;
        switch (block.Terminator)
        {
            case Branch branch:
                Go(branch.Target, next);
                break;
            case BranchIf branch:
                _writer.Open($"if ({_values[branch.Condition]})");
                Go(branch.WhenTrue, null);
                _writer.Close();
                Go(branch.WhenFalse, next);
                break;
            case Switch choice:
                _writer.Open($"switch ({_values[choice.Index]})");
                for (int i = 0; i < choice.Cases.Count; i++)
                    GoCase($"case {i}:", choice.Cases[i]);
                GoCase("default:", choice.Default);
                _writer.Close();
                break;
            default:
                _writer.Line("return;");
                break;
        }
    }

    private void GoCase(string label, Edge edge)
    {
        _writer.Open(label);
        Go(edge, null);
        _writer.Close();
    }

    /// <summary>Hands the edge's arguments over and goes to its target, which may be what comes next anyway.</summary>
    private void Go(Edge edge, Block? next)
    {
        var targets = edge.Target.Parameters;
        var steps = PhiCopies.Order(targets, edge.Arguments);
        bool saves = steps.Exists(step => step.Kind == PhiCopies.StepKind.Save);
        if (saves)
            _writer.Open("");
        foreach (var step in steps)
        {
            var parameter = targets[step.Move];
            string name = ClValues.Name(parameter);
            string source = parameter.Type == IRType.Pointer
                ? _values.In(_values.SpaceOf(parameter), edge.Arguments[step.Move])
                : _values[edge.Arguments[step.Move]];
            _writer.Line(step.Kind switch
            {
                PhiCopies.StepKind.Copy => $"{name} = {source};",
                PhiCopies.StepKind.Save => $"{_values.TypeOf(parameter)} saved_{name} = {source};",
                _ => $"{name} = saved_{name};",
            });
        }
        if (saves)
            _writer.Close();
        if (edge.Target != next)
            _writer.Line($"goto {Label(edge.Target)};");
    }

    private void Emit(Instruction instruction)
    {
        string name = ClValues.Name(instruction);
        switch (instruction.Op)
        {
            case Op.Alloca:
                _writer.Line($"{name} = (__private uchar*){Memory(instruction)};");
                break;
            case Op.SharedAlloca:
                _writer.Line($"{name} = (__local uchar*){Memory(instruction)};");
                break;
            case Op.DynamicShared:
                _writer.Line($"{name} = (__local uchar*)dynamic_shared;");
                break;
            case Op.DynamicSharedSize:
                _writer.Line($"{name} = dynamic_shared_size;");
                break;
            case Op.Load:
                _writer.Line($"{(_guarded ? $"{name} = 0; if (!failed) " : "")}{name} = {_memory.Load(instruction)};");
                break;
            case Op.Store:
                Guarded(_memory.Store(instruction));
                break;
            case Op.Atomic:
                Guarded(_memory.Atomic(instruction));
                break;
            case Op.AtomicCompareExchange:
                Guarded(_memory.CompareExchange(instruction));
                break;
            case Op.Fence:
                _writer.Line(ClPrelude.Fence + ";");
                break;
            case Op.Assert:
                Assert(instruction);
                break;
            case var op when op.IsSync():
                _synchronization.Emit(instruction);
                break;
            default:
                _writer.Line($"{name} = {_operations.Expression(instruction)};");
                break;
        }
    }

    private void Guarded(string statements) => _writer.Line(_guarded ? $"if (!failed) {{ {statements} }}" : statements);

    private void Assert(Instruction assert)
    {
        var operands = assert.Operands;
        int site = _faults.Add((FaultCode)assert.Immediate, assert.Location);
        string call = $"{_prelude.Fail()}(fault_record, kernel_number, {site}u, {_values[operands[1]]}, {_values[operands[2]]});";
        _writer.Line(_guarded
            ? $"if (!{_values[operands[0]]}) {{ {call} failed = true; }}"
            : $"if (!{_values[operands[0]]}) {{ {call} return; }}");
    }

    private static string Label(Block block) => "block" + block.Id.ToString(CultureInfo.InvariantCulture);

    private static string Memory(Instruction allocation) => "memory" + allocation.Id.ToString(CultureInfo.InvariantCulture);

    private string EntryPoint()
    {
        string name = string.Concat(_function.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return "kernel_" + (name.Length > MaximumNameLength ? name[^MaximumNameLength..] : name);
    }
}
