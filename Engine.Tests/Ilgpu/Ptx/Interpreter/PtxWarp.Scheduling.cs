using System.Numerics;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>
/// Where the lanes go. Lanes at the same place step together; of lanes at different places, those furthest back go
/// first, so that they meet again; after a while of no meeting the others have their turn.
/// </summary>
internal sealed partial class PtxWarp
{
    private const int Slice = 20_000;

    private readonly int[] _places = new int[Lanes];
    private readonly uint[] _members = new uint[Lanes];
    private uint _live;

    /// <summary>Lanes that wait for others of the warp.</summary>
    private uint _waiting;
    private uint _atBarrier;
    private int _current;
    private bool _furthestFirst;

    public bool Finished => _live == 0;
    public bool AtBarrier => _live != 0 && _atBarrier == _live;
    public uint Live => _live;

    /// <summary>The instruction that runs.</summary>
    public int Current => _current;

    public int BarrierPlace => _places[BitOperations.TrailingZeroCount(_live)];

    /// <summary>Goes on until every lane has finished or waits at a barrier of the group, or a while has passed.</summary>
    public void Run()
    {
        long end = Steps + Slice;
        while (_live != 0 && _atBarrier != _live)
        {
            uint ready = _live & ~_waiting & ~_atBarrier;
            if (ready == 0)
            {
                ReleaseWaiting();
                continue;
            }
            var (place, lanes, next) = Choose(ready);
            Execute(place, lanes, next, end);
            if (Steps < end)
                continue;
            _furthestFirst = !_furthestFirst;
            return;
        }
        if (_live != 0)
            CheckBarrier();
    }

    /// <summary>Lets all lanes go on behind the barrier that they wait at.</summary>
    public void PassBarrier()
    {
        for (uint lanes = _atBarrier; lanes != 0; lanes &= lanes - 1)
            _places[BitOperations.TrailingZeroCount(lanes)]++;
        _atBarrier = 0;
    }

    public int BarrierPlaceOf(int lane) => _places[lane];

    private (int Place, uint Lanes, int Next) Choose(uint ready)
    {
        int first = _places[BitOperations.TrailingZeroCount(ready)];
        if (!_furthestFirst)
        {
            for (uint rest = ready; rest != 0; rest &= rest - 1)
                first = Math.Min(first, _places[BitOperations.TrailingZeroCount(rest)]);
        }
        else
        {
            for (uint rest = ready; rest != 0; rest &= rest - 1)
                first = Math.Max(first, _places[BitOperations.TrailingZeroCount(rest)]);
        }
        uint lanes = 0;
        int next = int.MaxValue;
        for (uint rest = ready; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (_places[lane] == first)
                lanes |= 1u << lane;
            else if (!_furthestFirst)
                next = Math.Min(next, _places[lane]);
        }
        return (first, lanes, next);
    }

    private void Move(uint lanes, int place)
    {
        for (; lanes != 0; lanes &= lanes - 1)
            _places[BitOperations.TrailingZeroCount(lanes)] = place;
    }

    /// <summary>Steps lanes that stand together until they part, wait, finish, or meet those at <paramref name="next"/>.</summary>
    private void Execute(int place, uint lanes, int next, long end)
    {
        var code = _program.Code;
        while (true)
        {
            _current = place;
            ref readonly var step = ref code[place];
            Steps++;
            uint active = lanes;
            if (step.Guard >= 0)
            {
                Need(step.Guard, lanes);
                active &= Predicates[step.Guard] ^ step.GuardFlip;
            }
            switch (step.Kind)
            {
                case PtxStepKind.Plain:
                    if (active != 0)
                        step.Run!(this, active);
                    place++;
                    break;
                case PtxStepKind.Branch:
                    uint past = lanes & ~active;
                    if (past == 0)
                    {
                        place = step.Target;
                    }
                    else if (active == 0)
                    {
                        place++;
                    }
                    else
                    {
                        if (step.Uniform)
                            throw Fault(PtxFaultKind.Divergence, BitOperations.TrailingZeroCount(active), "lanes part at a branch that promises that they do not");
                        Move(active, step.Target);
                        Move(past, place + 1);
                        return;
                    }
                    break;
                case PtxStepKind.IndexedBranch:
                    FollowTable(step, lanes, active);
                    return;
                case PtxStepKind.WarpSync:
                    if (!ArriveAtWarpSync(step, place, lanes, active))
                        return;
                    place++;
                    break;
                case PtxStepKind.Barrier:
                    Move(lanes & ~active, place + 1);
                    Move(active, place);
                    _atBarrier |= active;
                    return;
                case PtxStepKind.Exit:
                    _live &= ~active;
                    Group.NoteExit(active);
                    lanes &= ~active;
                    place++;
                    if (lanes == 0)
                        return;
                    break;
                default:
                    if (active != 0)
                        throw Fault(PtxFaultKind.Trap, BitOperations.TrailingZeroCount(active), "trap");
                    place++;
                    break;
            }
            if (place >= next || Steps >= end)
            {
                Move(lanes, place);
                return;
            }
        }
    }

    private void FollowTable(in PtxStep step, uint lanes, uint active)
    {
        Move(lanes & ~active, _current + 1);
        if (active == 0)
            return;
        Need(step.Selector, active);
        int first = -1;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong index = Values[(step.Selector * Lanes) + lane];
            if (index >= (ulong)step.Table!.Length)
                throw Fault(PtxFaultKind.OutOfBounds, lane, $"index {index} into {step.Table.Length} branch targets");
            if (step.Uniform && first >= 0 && (int)index != first)
                throw Fault(PtxFaultKind.Divergence, lane, "lanes part at a branch that promises that they do not");
            first = (int)index;
            _places[lane] = step.Table[index];
        }
        if (step.Uniform && active != lanes)
            throw Fault(PtxFaultKind.Divergence, BitOperations.TrailingZeroCount(active), "lanes part at a branch that promises that they do not");
    }

    /// <summary>True if the lanes go on together at once.</summary>
    private bool ArriveAtWarpSync(in PtxStep step, int place, uint lanes, uint active)
    {
        uint past = lanes & ~active;
        uint arrived = active;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            uint members = MembersOf(step, lane);
            if ((members & (1u << lane)) == 0)
                throw Fault(PtxFaultKind.Divergence, lane, $"the lane is not in its own member mask 0x{members:x8}");
            _members[lane] = members;
        }
        bool together = true;
        for (uint rest = active; rest != 0; rest &= rest - 1)
            together &= (_members[BitOperations.TrailingZeroCount(rest)] & _live) == active;
        if (together)
        {
            if (active != 0)
                step.Run!(this, active);
            return true;
        }
        Move(arrived, place);
        Move(past, place + 1);
        _waiting |= arrived;
        return false;
    }

    private uint MembersOf(in PtxStep step, int lane)
    {
        // The instructions without a mask wait for the whole warp.
        if (step.Selector < 0)
            return uint.MaxValue;
        Need(step.Selector, 1u << lane);
        return (uint)Values[(step.Selector * Lanes) + lane];
    }

    /// <summary>Lets lanes go on that wait for others of the warp, once these wait at the same place.</summary>
    private void ReleaseWaiting()
    {
        for (uint rest = _waiting; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            uint members = _members[lane] & _live;
            if ((members & ~_waiting) != 0)
                continue;
            bool alike = true;
            for (uint others = members; others != 0; others &= others - 1)
            {
                int other = BitOperations.TrailingZeroCount(others);
                alike &= _places[other] == _places[lane] && _members[other] == _members[lane];
            }
            if (!alike)
                continue;
            _current = _places[lane];
            _waiting &= ~members;
            _program.Code[_current].Run!(this, members);
            Move(members, _current + 1);
            return;
        }
        int stuck = BitOperations.TrailingZeroCount(_waiting);
        _current = _places[stuck];
        uint missing = _members[stuck] & _live & ~_waiting;
        string who = missing != 0
            ? $"lanes 0x{missing:x8} wait at a barrier of the group"
            : "lanes of its mask wait at another instruction, or with another mask";
        throw Fault(PtxFaultKind.Divergence, stuck, $"a lane waits for others of its warp for ever ({who})");
    }

    private void CheckBarrier()
    {
        int first = BitOperations.TrailingZeroCount(_live);
        _current = _places[first];
        for (uint rest = _live; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (_places[lane] != _current)
                throw Fault(PtxFaultKind.Divergence, first, $"another lane of the warp waits at line {_program.Code[_places[lane]].Line}");
        }
    }
}
