namespace Engine.Ilgpu.IR;

/// <summary>Barriers, broadcasts and shuffles.</summary>
internal sealed partial class IRInterpreter
{
    /// <summary>
    /// Lets items that wait go on, once all have stopped. Warps go on by themselves; the group when no warp can.
    /// </summary>
    /// <returns>False once every item of the group has exited.</returns>
    private bool Synchronize()
    {
        bool warpsWentOn = false;
        for (int first = 0; first < _groupSize; first += _options.WarpSize)
        {
            var warp = _items.AsSpan(first, Math.Min(_options.WarpSize, _groupSize - first));
            int place = FindSync(warp, OpTraits.WarpSync);
            if (place < 0)
                continue;
            RequireAllAt(warp, place, "warp");
            SynchronizeWarp(warp, place, first / _options.WarpSize);
            Release(warp);
            warpsWentOn = true;
        }
        if (warpsWentOn)
            return true;
        int groupPlace = FindSync(_items, OpTraits.GroupSync);
        if (groupPlace < 0)
            return false;
        RequireAllAt(_items, groupPlace, "group");
        SynchronizeGroup(groupPlace);
        _races.PassBarrier();
        Release(_items);
        return true;
    }

    private int FindSync(ReadOnlySpan<Item> items, OpTraits kind)
    {
        foreach (var item in items)
        {
            if (item.State == ItemState.Waiting && _code.Instructions[item.Next].Op.Is(kind))
                return item.Next;
        }
        return -1;
    }

    private void RequireAllAt(ReadOnlySpan<Item> items, int place, string scope)
    {
        foreach (var item in items)
        {
            if (item.State == ItemState.Waiting && item.Next == place)
                continue;
            string doing = item.State == ItemState.Exited ? "has exited" : "waits at " + Describe(item.Next);
            throw Stop(
                InterpreterProblemKind.BarrierDivergence,
                $"Not every item of the {scope} reaches {Describe(place)}: {Describe(item)} {doing}.");
        }
    }

    private static void Release(ReadOnlySpan<Item> items)
    {
        foreach (var item in items)
        {
            item.Next++;
            item.State = ItemState.Running;
        }
    }

    private void SynchronizeGroup(int place)
    {
        ref readonly var instruction = ref _code.Instructions[place];
        if (instruction.Op == Op.Barrier)
            return;
        if (instruction.Op == Op.Broadcast)
        {
            Broadcast(instruction, place);
            return;
        }
        int passed = 0;
        foreach (var item in _items)
            passed += item.Slots[instruction.A] != 0 ? 1 : 0;
        long result = instruction.Op switch
        {
            Op.BarrierPopCount => passed,
            Op.BarrierAnd => passed == _groupSize ? 1 : 0,
            _ => passed > 0 ? 1 : 0,
        };
        foreach (var item in _items)
            item.Slots[instruction.Result] = result;
    }

    private void Broadcast(in InterpreterInstruction instruction, int place)
    {
        long source = _items[0].Slots[instruction.B];
        foreach (var item in _items)
        {
            long own = item.Slots[instruction.B];
            if (own == source && own >= 0 && own < _groupSize)
                continue;
            throw Stop(
                InterpreterProblemKind.InvalidOperand,
                $"{Describe(place)}: {Describe(item)} asks for item {own}, item 0 for {source}; the group has {_groupSize}.");
        }
        long value = _items[source].Slots[instruction.A];
        foreach (var item in _items)
            item.Slots[instruction.Result] = value;
    }

    private void SynchronizeWarp(ReadOnlySpan<Item> warp, int place, int warpIndex)
    {
        ref readonly var instruction = ref _code.Instructions[place];
        if (instruction.Op == Op.WarpBarrier)
        {
            _warpEpochs[warpIndex]++;
            return;
        }
        Span<long> values = warp.Length <= 64 ? stackalloc long[warp.Length] : new long[warp.Length];
        for (int lane = 0; lane < warp.Length; lane++)
            values[lane] = warp[lane].Slots[instruction.A];
        for (int lane = 0; lane < warp.Length; lane++)
        {
            int width = (int)warp[lane].Slots[instruction.C];
            if (width <= 0 || width > _options.WarpSize || (width & (width - 1)) != 0)
            {
                throw Stop(
                    InterpreterProblemKind.InvalidOperand,
                    $"{Describe(place)}: width {width} is not a power of two up to {_options.WarpSize}, by {Describe(warp[lane])}.");
            }
            long source = SourceLane(instruction.Op, lane, (int)warp[lane].Slots[instruction.B], width);
            warp[lane].Slots[instruction.Result] = values[source < warp.Length ? (int)source : lane];
        }
    }

    /// <summary>
    /// The lane whose value a shuffle gives. A plain shuffle counts lanes within the segment, modulo its width;
    /// the others give the item its own value where the lane that they name is outside the segment
    /// (or, in a warp that is not full, does not exist).
    /// </summary>
    private static long SourceLane(Op op, int lane, int operand, int width)
    {
        int segment = lane & ~(width - 1);
        long source = op switch
        {
            Op.Shuffle => segment + (operand & (width - 1)),
            Op.ShuffleUp => (long)lane - operand,
            Op.ShuffleDown => (long)lane + operand,
            _ => lane ^ operand,
        };
        return source >= segment && source < segment + width ? source : lane;
    }
}
