namespace Engine.Ilgpu.IR;

/// <summary>One item's steps.</summary>
internal sealed partial class IRInterpreter
{
    /// <summary>Runs an item to its next synchronisation or its end.</summary>
    private void RunItem(Item item)
    {
        _races.SetItem(item.Index, _warpEpochs[item.Index / _options.WarpSize]);
        var slots = item.Slots;
        while (true)
        {
            var block = _code.Blocks[item.Block];
            _steps += block.End - item.Next + 1;
            if (_steps > _options.StepLimit)
                throw Stop(InterpreterProblemKind.StepLimit, $"The launch took more than {_options.StepLimit} steps; {Describe(item)} was in {block.Source}.");
            for (int next = item.Next; next < block.End; next++)
            {
                ref readonly var instruction = ref _code.Instructions[next];
                if (instruction.Op.IsSync())
                {
                    item.Next = next;
                    item.State = ItemState.Waiting;
                    return;
                }
                Step(item, slots, instruction, next);
            }
            if (!FollowEdge(item, slots, block))
                return;
        }
    }

    private void Step(Item item, long[] slots, in InterpreterInstruction instruction, int place)
    {
        if (instruction.Mask >= 0 && slots[instruction.Mask] == 0)
            return;
        long a = slots[instruction.A];
        long b = slots[instruction.B];
        switch (instruction.Op)
        {
            case >= Op.Add and <= Op.IeeeRemainder:
                slots[instruction.Result] = Semantics.Binary(instruction.Op, instruction.Type, a, b);
                break;
            case >= Op.Neg and <= Op.RoundAwayFromZero:
                slots[instruction.Result] = Semantics.Unary(instruction.Op, instruction.Type, a);
                break;
            case Op.FusedMultiplyAdd:
                slots[instruction.Result] = Semantics.Evaluate(
                    instruction.Op, instruction.Type, 0, instruction.Source.Operands, [a, b, slots[instruction.C]]);
                break;
            case Op.Select:
                slots[instruction.Result] = a != 0 ? b : slots[instruction.C];
                break;
            case Op.Compare:
                slots[instruction.Result] =
                    Semantics.Compare((Comparison)instruction.Immediate, instruction.FirstOperandType, a, b) ? 1 : 0;
                break;
            case >= Op.SignExtend and <= Op.Bitcast:
                slots[instruction.Result] = Semantics.Convert(instruction.Op, instruction.FirstOperandType, instruction.Type, a);
                break;
            case Op.Alloca:
                slots[instruction.Result] = _allocations[place] + InterpreterMemory.AddressOf(0, item.Index, 0)
                    - InterpreterMemory.AddressOf(0, 0, 0);
                break;
            case Op.SharedAlloca:
                slots[instruction.Result] = _allocations[place];
                break;
            case Op.DynamicShared:
                slots[instruction.Result] = _dynamicShared;
                break;
            case Op.DynamicSharedSize:
                slots[instruction.Result] = _geometry.DynamicSharedBytes;
                break;
            case Op.Element:
                slots[instruction.Result] = unchecked(a + (b * instruction.Immediate));
                break;
            case Op.Offset:
                slots[instruction.Result] = unchecked(a + instruction.Immediate);
                break;
            case Op.Load:
                slots[instruction.Result] = Load(item, place, instruction.Type, a);
                break;
            case Op.Store:
                Store(item, place, instruction.Source.Operands[1].Type, a, b);
                break;
            case Op.Atomic:
                slots[instruction.Result] = Atomic(item, place, (AtomicKind)instruction.Immediate, instruction.Type, a, b);
                break;
            case Op.AtomicCompareExchange:
                slots[instruction.Result] = CompareExchange(item, place, instruction.Type, a, b, slots[instruction.C]);
                break;
            case Op.AnyLane:
                slots[instruction.Result] = a;
                break;
            case Op.Fence:
                break;
            case Op.Assert:
                if (a == 0)
                    throw new LaunchEndedException(new InterpreterFault((FaultCode)instruction.Immediate, b, slots[instruction.C], instruction.Source.Location));
                break;
            default:
                slots[instruction.Result] = Query(item, instruction);
                break;
        }
    }

    private int Query(Item item, in InterpreterInstruction instruction) => (instruction.Op, instruction.Immediate) switch
    {
        (Op.ThreadIndex, 0) => item.X,
        (Op.ThreadIndex, 1) => item.Y,
        (Op.ThreadIndex, 2) => item.Z,
        (Op.GroupIndex, 0) => _groupX,
        (Op.GroupIndex, 1) => _groupY,
        (Op.GroupIndex, 2) => _groupZ,
        (Op.GroupDimension, 0) => _geometry.GroupX,
        (Op.GroupDimension, 1) => _geometry.GroupY,
        (Op.GroupDimension, 2) => _geometry.GroupZ,
        (Op.GridDimension, 0) => _geometry.GridX,
        (Op.GridDimension, 1) => _geometry.GridY,
        (Op.GridDimension, 2) => _geometry.GridZ,
        (Op.LaneIndex, _) => item.Index % _options.WarpSize,
        (Op.WarpSize, _) => _options.WarpSize,
        _ => throw new ArgumentException($"The interpreter does not know {instruction.Op} #{instruction.Immediate}."),
    };

    /// <summary>Leaves a block; false if the item is done.</summary>
    private bool FollowEdge(Item item, long[] slots, InterpreterBlock block)
    {
        int taken;
        switch (block.Terminator)
        {
            case Branch:
                taken = 0;
                break;
            case BranchIf:
                taken = slots[block.Selector] != 0 ? 0 : 1;
                break;
            case Switch:
                int last = block.Edges.Length - 1;
                taken = (int)ulong.Min((ulong)slots[block.Selector], (ulong)last);
                break;
            case Return:
                item.State = ItemState.Exited;
                return false;
            default:
                throw Stop(InterpreterProblemKind.UnreachableReached, $"{Describe(item)} reached the unreachable end of {block.Source}.");
        }
        var edge = block.Edges[taken];
        var sources = edge.Sources;
        var targets = edge.Targets;
        if (edge.Parallel)
        {
            for (int i = 0; i < sources.Length; i++)
                _edgeValues[i] = slots[sources[i]];
            for (int i = 0; i < targets.Length; i++)
                slots[targets[i]] = _edgeValues[i];
        }
        else
        {
            for (int i = 0; i < sources.Length; i++)
                slots[targets[i]] = slots[sources[i]];
        }
        item.Block = edge.Target;
        item.Next = _code.Blocks[edge.Target].First;
        return true;
    }
}
