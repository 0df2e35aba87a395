using System.Text;
using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>
/// Turns a function into a PTX module with one entry. The entry's first parameter is the parameter block of
/// <see cref="ParameterLayout"/>, whole; a second one, if it has assertions, the address of the fault record.
/// </summary>
internal sealed class PtxEmitter
{
    private const string ParameterName = "params";

    private readonly PtxCode _code;
    private readonly ParameterLayout _layout;
    private readonly PtxSharedMemory _shared;
    private readonly PtxAddresses _addresses;
    private readonly PtxIntegers _integers;
    private readonly PtxFloats _floats;
    private readonly PtxConversions _conversions;
    private readonly PtxMemory _memory;
    private readonly PtxAtomics _atomics;
    private readonly PtxSynchronization _synchronization;
    private readonly PtxAssembly _assembly;
    private readonly PtxFaults _faults;
    private readonly PtxFlow _flow;
    private readonly HashSet<Value> _used;

    private PtxEmitter(Function function, PtxTarget target, PtxVectorAccesses vectors)
    {
        _code = new(function, target);
        _layout = new(function.Parameters);
        _shared = new(function);
        _addresses = new(_code);
        _integers = new(_code);
        _floats = new(_code);
        _conversions = new(_code, _addresses);
        _memory = new(_code, _addresses, _shared, vectors);
        _atomics = new(_code, _addresses, _floats);
        _synchronization = new(_code, _shared);
        _assembly = new(_code, _addresses);
        _faults = new(_code);
        _flow = new(_code, _addresses);
        _used = UsedValues(function);
    }

    /// <param name="alignedPointers">
    /// Whether the pointers among the parameters are known to be aligned to <see cref="PointerAlignment.Most"/> bytes.
    /// </param>
    /// <exception cref="KernelCompilationException">The kernel needs what the target does not have.</exception>
    public static PtxModule Compile(Function function, PtxTarget target, bool alignedPointers = false)
    {
        function.NumberValues();
        var vectors = new PtxVectorAccesses(function, 1);
        var alignedVectors = alignedPointers ? new PtxVectorAccesses(function, PointerAlignment.Most) : vectors;
        bool needsAligned = alignedVectors.Count > vectors.Count;
        var emitter = new PtxEmitter(function, target, needsAligned ? alignedVectors : vectors);
        if (emitter._layout.SizeInBytes > PtxTarget.MaxParameterBytes)
        {
            throw new KernelCompilationException(
                $"the parameters of the kernel '{function.Name}' take {emitter._layout.SizeInBytes} bytes; a CUDA kernel has at most {PtxTarget.MaxParameterBytes}.");
        }
        emitter.Body();
        string entry = "k_" + function.Name;
        return new(emitter.Compose(entry), entry, emitter._layout.SizeInBytes, emitter._shared.BytesInDynamic, emitter._faults.Sites)
        {
            AlignedPointers = needsAligned ? [.. emitter.PointerOffsets()] : [],
        };
    }

    private IEnumerable<int> PointerOffsets() => _code.Function.Parameters
        .Where(parameter => parameter.Type == IRType.Pointer && _used.Contains(parameter))
        .Select(_layout.OffsetOf);

    private void Body()
    {
        var blocks = _code.Function.Blocks;
        LoadParameters();
        _synchronization.FindLastLane();
        for (int i = 0; i < blocks.Count; i++)
        {
            if (i > 0)
                _code.Label(PtxFlow.LabelOf(blocks[i]));
            foreach (var instruction in blocks[i].Instructions)
                Emit(instruction);
            _flow.Terminate(blocks[i].Terminator!, i + 1 < blocks.Count ? blocks[i + 1] : null);
        }
        _code.FlushCold();
    }

    private void LoadParameters()
    {
        foreach (var parameter in _code.Function.Parameters)
        {
            if (!_used.Contains(parameter))
                continue;
            int offset = _layout.OffsetOf(parameter);
            string target = _code.Define(parameter);
            switch (parameter.Type)
            {
                case IRType.Pointer:
                    string start = _code.Compute(RegisterClass.Long, "ld.param.u64", $"[{ParameterName}+{offset}]");
                    string inside = _code.Compute(RegisterClass.Long, "ld.param.u64", $"[{ParameterName}+{offset + 8}]");
                    string sum = _code.Compute(RegisterClass.Long, "add.s64", $"{start}, {inside}");
                    _code.Line($"cvta.to.global.u64 {target}, {sum}");
                    break;
                case IRType.Int1:
                    string bit = _code.Compute(RegisterClass.Word, "ld.param.u8", $"[{ParameterName}+{offset}]");
                    _code.Line($"setp.ne.u32 {target}, {bit}, 0");
                    break;
                default:
                    _code.Line($"ld.param.{PtxText.Unsigned(parameter.Type)} {target}, [{ParameterName}+{offset}]");
                    break;
            }
        }
    }

    private void Emit(Instruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.Select:
                _conversions.Select(instruction);
                break;
            case Op.Compare:
                _conversions.Compare(instruction);
                break;
            case Op.FusedMultiplyAdd:
                _floats.FusedMultiplyAdd(instruction);
                break;
            case >= Op.SignExtend and <= Op.Bitcast:
                _conversions.Convert(instruction);
                break;
            case <= Op.IeeeRemainder:
                if (instruction.Type.IsFloat())
                    _floats.Binary(instruction);
                else
                    _integers.Binary(instruction);
                break;
            case <= Op.RoundAwayFromZero:
                if (instruction.Type.IsFloat())
                    _floats.Unary(instruction);
                else
                    _integers.Unary(instruction);
                break;
            case >= Op.Alloca and <= Op.Fence:
                EmitMemory(instruction);
                break;
            case >= Op.GroupIndex and <= Op.WarpSize:
                EmitPosition(instruction);
                break;
            default:
                EmitSynchronization(instruction);
                break;
        }
    }

    private void EmitMemory(Instruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.Alloca:
                _memory.Alloca(instruction);
                break;
            case Op.SharedAlloca:
                _memory.SharedAlloca(instruction);
                break;
            case Op.DynamicShared:
                _code.Line($"mov.b32 {_code.Define(instruction)}, {_shared.Dynamic}");
                break;
            case Op.DynamicSharedSize:
                string bytes = _code.Compute(RegisterClass.Word, "mov.u32", "%dynamic_smem_size");
                string own = _code.Compute(RegisterClass.Word, "sub.s32", $"{bytes}, {_shared.BytesInDynamic}");
                _code.Line($"cvt.u64.u32 {_code.Define(instruction)}, {own}");
                break;
            case Op.Element:
                _addresses.Element(instruction);
                break;
            case Op.Offset:
                _addresses.Offset(instruction);
                break;
            case Op.Load:
                _memory.Load(instruction);
                break;
            case Op.Store:
                _memory.Store(instruction);
                break;
            case Op.Atomic:
                _atomics.Atomic(instruction, _used.Contains(instruction));
                break;
            case Op.AtomicCompareExchange:
                _atomics.CompareExchange(instruction);
                break;
            default:
                _synchronization.Fence((FenceLevel)instruction.Immediate);
                break;
        }
    }

    private void EmitPosition(Instruction instruction)
    {
        char axis = "xyz"[(int)instruction.Immediate];
        string source = instruction.Op switch
        {
            Op.GroupIndex => $"%ctaid.{axis}",
            Op.GroupDimension => $"%ntid.{axis}",
            Op.ThreadIndex => $"%tid.{axis}",
            Op.GridDimension => $"%nctaid.{axis}",
            Op.LaneIndex => "%laneid",
            _ => $"{PtxTarget.WarpSize}",
        };
        _code.Line($"mov.u32 {_code.Define(instruction)}, {source}");
    }

    private void EmitSynchronization(Instruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.Barrier:
                _synchronization.Barrier();
                break;
            case Op.WarpBarrier:
                _synchronization.WarpBarrier();
                break;
            case Op.Broadcast:
                _synchronization.Broadcast(instruction);
                break;
            case Op.BarrierPopCount or Op.BarrierAnd or Op.BarrierOr:
                _synchronization.BarrierReduce(instruction);
                break;
            case Op.Assembly:
                _assembly.Emit(instruction);
                break;
            case Op.AssemblyResult:
                _assembly.Result(instruction);
                break;
            case Op.Assert:
                _faults.Assert(instruction);
                break;
            default:
                _synchronization.Shuffle(instruction);
                break;
        }
    }

    private string Compose(string entry)
    {
        var target = _code.Target;
        var text = new StringBuilder();
        text.Append($".version {target.IsaVersion / 10}.{target.IsaVersion % 10}\n.target sm_{target.Architecture}\n.address_size 64\n\n");
        foreach (string declaration in _shared.Declarations())
            text.Append(declaration).Append('\n');
        text.Append($"\n.visible .entry {entry}({string.Join(", ", EntryParameters())})\n{string.Concat(Bounds())}{{\n");
        _code.Registers.Declare(text);
        foreach (string declaration in _memory.Declarations)
            text.Append($"    {declaration};\n");
        return text.Append(_code.Body).Append("}\n").ToString();
    }

    private IEnumerable<string> Bounds()
    {
        var bounds = _code.Function.Bounds;
        if (bounds.MaxGroupSize is { } items)
            yield return $".maxntid {items}, 1, 1\n";
        if (bounds is { MaxGroupSize: not null, MinGroups: { } groups })
            yield return $".minnctapersm {groups}\n";
    }

    private IEnumerable<string> EntryParameters()
    {
        if (_layout.SizeInBytes > 0)
            yield return $".param .align 8 .b8 {ParameterName}[{_layout.SizeInBytes}]";
        if (_faults.Sites.Count > 0)
            yield return $".param .u64 {PtxFaults.ParameterName}";
    }

    private static HashSet<Value> UsedValues(Function function)
    {
        var used = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        foreach (var block in function.Blocks)
        {
            foreach (var instruction in block.Instructions)
                used.UnionWith(instruction.Operands);
            if (block.Terminator is not { } terminator)
                continue;
            if (terminator.Selector is { } selector)
                used.Add(selector);
            foreach (var edge in terminator.Edges)
                used.UnionWith(edge.Arguments);
        }
        return used;
    }
}
