using System.Numerics;
using System.Reflection.Emit;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Shuffles of a full warp whose lanes are in step: permutations of vectors. Lanes known in advance make constant ones.
/// Broadcasts and votes of the group, where the warp is the whole group.
/// </summary>
internal sealed partial class VectorLanes
{
    private void EmitShuffle(Instruction shuffle)
    {
        if (!IsKept(shuffle))
            return;
        var value = shuffle.Operands[0];
        if (!_shapes.IsVarying(shuffle))
        {
            if (_shapes.IsUniform(value))
                PushScalar(value);
            else
                PushValueOfLane(value, shuffle.Operands[1]);
            StoreScalar(shuffle);
            return;
        }
        int parts = VectorIsa.Parts(shuffle.Type);
        if (ConstantSources(shuffle) is { } sources)
        {
            for (int part = 0; part < parts; part++)
                PushConstantPermutation(value, sources, part);
        }
        else
        {
            var indices = Il.Declare(_isa.Vector(typeof(int)));
            PushSources(shuffle);
            Il.Store(indices);
            for (int part = 0; part < parts; part++)
                PushPermutation(value, indices, part);
        }
        for (int part = parts - 1; part >= 0; part--)
            PopVector(shuffle, part);
    }

    private void EmitVote(Instruction vote)
    {
        if (!IsKept(vote))
            return;
        PushMaskBits(vote.Operands[0]);
        switch (vote.Op)
        {
            case Op.BarrierPopCount:
                Il.Call(typeof(BitOperations).GetMethod(nameof(BitOperations.PopCount), [typeof(uint)])!);
                break;
            case Op.BarrierAnd:
                Il.Int(AllLanes);
                Il.Emit(OpCodes.Ceq);
                break;
            default:
                Il.Int(0);
                Il.Emit(OpCodes.Cgt_Un);
                break;
        }
        if (!_shapes.IsVarying(vote))
        {
            StoreScalar(vote);
            return;
        }
        EmitWiden(vote.Type);
        _isa.Broadcast(Il, typeof(int));
        PopVector(vote, 0);
    }

    /// <summary>Pushes what one lane has, in a scalar local's form; the lane is the same for all, modulo the warp.</summary>
    private void PushValueOfLane(Value value, Value lane)
    {
        if (lane is Constant constant)
        {
            int index = (int)constant.Bits & (Lanes - 1);
            int lanesOfPart = Lanes / VectorIsa.Parts(value.Type);
            var element = VectorIsa.Element(value.Type);
            PushVector(value, index / lanesOfPart);
            Il.Int(index % lanesOfPart);
            _isa.Call(Il, "GetElement", element, _isa.Vector(element), typeof(int));
            EmitWiden(value.Type);
            return;
        }
        StoreRow(value, 0);
        PushRow(0);
        PushScalar(lane);
        Il.Int(Lanes - 1);
        Il.Emit(OpCodes.And);
        Il.Int(SpillSlots.StoredType(value.Type).SizeInBytes());
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Conv_I);
        Il.Emit(OpCodes.Add);
        Il.LoadIndirect(SpillSlots.StoredType(value.Type));
    }

    /// <summary>The lane that each one takes its value from; null if that is not known in advance.</summary>
    private int[]? ConstantSources(Instruction shuffle)
    {
        if (shuffle is not { Op: Op.Broadcast or (>= Op.Shuffle and <= Op.ShuffleXor), Operands: [_, Constant operand, ..] })
            return null;
        int? width = shuffle.Op == Op.Broadcast ? Lanes : shuffle.Operands[2] switch
        {
            Constant constant => (int)constant.Bits,
            Instruction { Op: Op.WarpSize } => Lanes,
            _ => null,
        };
        var op = shuffle.Op == Op.Broadcast ? Op.Shuffle : shuffle.Op;
        return width is { } known
            ? [.. Enumerable.Range(0, Lanes).Select(lane => WarpExchange.SourceLane(op, lane, (int)operand.Bits, known, Lanes))]
            : null;
    }

    private bool IsPermutation(Instruction instruction) => ConstantSources(instruction) is not null && _shapes.IsVarying(instruction);

    /// <summary>Pushes a part of the vector that holds for each lane what its source has.</summary>
    private void PushConstantPermutation(Value value, int[] sources, int part)
    {
        var element = VectorIsa.Element(value.Type);
        int count = Lanes / VectorIsa.Parts(value.Type);
        var wanted = sources.AsSpan(part * count, count);
        var from = new int[count];
        bool isLower = true, isUpper = true;
        for (int lane = 0; lane < count; lane++)
        {
            from[lane] = wanted[lane] % count;
            isLower &= wanted[lane] < count;
            isUpper &= wanted[lane] >= count;
        }
        if (isLower || isUpper)
        {
            PushShuffled(isLower ? 0 : 1);
            return;
        }
        PushConstants(BitsOf(element), wanted.ToArray().Select(lane => lane < count ? 0 : -1));
        _isa.As(Il, BitsOf(element), element);
        PushShuffled(1);
        PushShuffled(0);
        _isa.OnVectors(Il, "ConditionalSelect", element, 3);

        void PushShuffled(int sourcePart)
        {
            PushVector(value, sourcePart);
            if (from.SequenceEqual(Enumerable.Range(0, count)))
                return;
            PushConstants(BitsOf(element), from);
            _isa.Call(Il, "Shuffle", element, _isa.Vector(element), _isa.Vector(BitsOf(element)));
        }
    }

    private void PushConstants(Type element, IEnumerable<int> values)
    {
        int count = 0;
        foreach (int value in values)
        {
            if (element == typeof(long))
                Il.Long(value);
            else
                Il.Int(value);
            count++;
        }
        _isa.Call(Il, "Create", element, [.. Enumerable.Repeat(element, count)]);
    }

    /// <summary>Pushes the lanes that a shuffle takes values from, as <see cref="WarpExchange.SourceLane"/> says.</summary>
    private void PushSources(Instruction shuffle)
    {
        var operand = shuffle.Operands[1];
        if (shuffle.Op == Op.Broadcast)
        {
            PushVector(operand, 0);
            PushAll(typeof(int), Lanes - 1);
            OnInts("BitwiseAnd");
            return;
        }
        var lanes = DeclareAndStore(() =>
        {
            Il.Int(0);
            Il.Int(1);
            _isa.Call(Il, "CreateSequence", typeof(int), typeof(int), typeof(int));
        });
        var within = DeclareAndStore(() =>
        {
            PushVector(shuffle.Operands[2], 0);
            PushAll(typeof(int), 1);
            OnInts("Max");
            PushAll(typeof(int), Lanes);
            OnInts("Min");
            PushAll(typeof(int), 1);
            OnInts("Subtract");
        });
        if (shuffle.Op == Op.Shuffle)
        {
            // (lane without the bits within the segment) | (operand's bits within the segment)
            Il.Load(lanes);
            Il.Load(within);
            OnInts("AndNot");
            PushVector(operand, 0);
            Il.Load(within);
            OnInts("BitwiseAnd");
            OnInts("BitwiseOr");
            return;
        }
        var source = DeclareAndStore(() =>
        {
            Il.Load(lanes);
            PushVector(operand, 0);
            OnInts(shuffle.Op switch { Op.ShuffleUp => "Subtract", Op.ShuffleDown => "Add", _ => "Xor" });
        });
        // In the segment: no bit but those within it differs from the lane. What wraps around is out of it as well.
        Il.Load(source);
        Il.Load(lanes);
        OnInts("Xor");
        Il.Load(within);
        OnInts("AndNot");
        PushAll(typeof(int), 0);
        OnInts("Equals");
        Il.Load(source);
        Il.Load(lanes);
        _isa.OnVectors(Il, "ConditionalSelect", typeof(int), 3);

        LocalBuilder DeclareAndStore(Action push)
        {
            var local = Il.Declare(_isa.Vector(typeof(int)));
            push();
            Il.Store(local);
            return local;
        }

        void OnInts(string name) => _isa.OnVectors(Il, name, typeof(int));
    }

    private void PushPermutation(Value value, LocalBuilder indices, int part)
    {
        var element = VectorIsa.Element(value.Type);
        if (VectorIsa.Parts(value.Type) == 1)
        {
            PushVector(value, 0);
            Il.Load(indices);
            _isa.Call(Il, "ShuffleNative", element, _isa.Vector(element), _isa.Vector(typeof(int)));
            return;
        }
        int half = Lanes / 2;
        var sources = Il.Declare(_isa.Vector(typeof(long)));
        Il.Load(indices);
        _isa.OnVectors(Il, part == 0 ? "WidenLower" : "WidenUpper", typeof(int), 1);
        Il.Store(sources);
        Il.Load(sources);
        PushAll(typeof(long), half);
        _isa.OnVectors(Il, "GreaterThanOrEqual", typeof(long));
        _isa.As(Il, typeof(long), element);
        for (int from = 1; from >= 0; from--)
        {
            PushVector(value, from);
            Il.Load(sources);
            PushAll(typeof(long), half - 1);
            _isa.OnVectors(Il, "BitwiseAnd", typeof(long));
            _isa.Call(Il, "ShuffleNative", element, _isa.Vector(element), _isa.Vector(typeof(long)));
        }
        _isa.OnVectors(Il, "ConditionalSelect", element, 3);
    }

    private void PushAll(Type element, int value)
    {
        if (element == typeof(long))
            Il.Long(value);
        else
            Il.Int(value);
        _isa.Broadcast(Il, element);
    }
}
