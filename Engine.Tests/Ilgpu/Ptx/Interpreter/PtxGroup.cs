using System.Numerics;
using Engine.Ilgpu.IR;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>The threads of one block while they run: their warps, memory and barriers.</summary>
internal sealed class PtxGroup
{
    private const int Barriers = 16;

    private readonly PtxLaunch _launch;
    private readonly PtxWarp[] _warps;
    private readonly byte[] _local;
    private readonly byte[] _localWritten;
    private int _x;
    private int _y;
    private int _z;
    private int _exited;

    public PtxGroup(PtxLaunch launch)
    {
        _launch = launch;
        int threads = launch.Threads;
        var program = launch.Program;
        Races = new RaceDetector(threads, PtxWarp.Lanes);
        Shared = new PtxRegion(PtxSpace.Shared, "shared memory", PtxAddressSpace.SharedWindow + PtxAddressSpace.FirstInWindow, program.SharedBytes + launch.DynamicSharedBytes);
        Local = new PtxRegion(PtxSpace.Local, "local memory", PtxAddressSpace.LocalWindow + PtxAddressSpace.FirstInWindow, program.LocalBytes, perThread: true);
        Shared.Enter(launch.Number);
        _local = new byte[program.LocalBytes * threads];
        _localWritten = new byte[_local.Length];
        Local.Data = _local;
        Local.Written = _localWritten;
        _warps = new PtxWarp[(threads + PtxWarp.Lanes - 1) / PtxWarp.Lanes];
        for (int i = 0; i < _warps.Length; i++)
            _warps[i] = new PtxWarp(program, this, i, threads - (i * PtxWarp.Lanes));
    }

    public PtxLaunch Launch => _launch;
    public PtxRegion Shared { get; }
    public PtxRegion Local { get; }
    public RaceDetector Races { get; }

    public long Steps => _warps.Sum(warp => warp.Steps);

    public void Run(long number)
    {
        _x = (int)(number % _launch.GridX);
        _y = (int)(number / _launch.GridX % _launch.GridY);
        _z = (int)(number / ((long)_launch.GridX * _launch.GridY));
        _exited = 0;
        Races.BeginGroup(number);
        Shared.Data.AsSpan().Fill(0xff);
        Array.Clear(Shared.Written);
        _local.AsSpan().Fill(0xff);
        Array.Clear(_localWritten);
        foreach (var warp in _warps)
            warp.Begin();
        while (true)
        {
            bool stepped = false;
            foreach (var warp in _warps)
            {
                if (warp.Finished || warp.AtBarrier)
                    continue;
                warp.Run();
                stepped = true;
            }
            if (!stepped && !CompleteBarriers())
                return;
            if (Steps > _launch.StepLimit)
                throw new PtxFaultException(PtxFaultKind.StepLimit, $"{_launch.Program.Name} took more than {_launch.StepLimit} steps.");
        }
    }

    public void NoteExit(uint lanes) => _exited += BitOperations.PopCount(lanes);

    public string DescribeThread(int thread)
    {
        int x = thread % _launch.BlockX;
        int y = thread / _launch.BlockX % _launch.BlockY;
        int z = thread / (_launch.BlockX * _launch.BlockY);
        return $"thread ({x}, {y}, {z}) of block ({_x}, {_y}, {_z})";
    }

    /// <summary>Names a thread by its number in the launch.</summary>
    public string DescribeOther(int thread) =>
        $"thread {thread % _launch.Threads} of block {thread / _launch.Threads}, counted through";

    public void FillSpecials(PtxWarp warp, int lane)
    {
        int thread = (warp.Number * PtxWarp.Lanes) + lane;
        Set(PtxSpecial.TidX, thread % _launch.BlockX);
        Set(PtxSpecial.TidY, thread / _launch.BlockX % _launch.BlockY);
        Set(PtxSpecial.TidZ, thread / (_launch.BlockX * _launch.BlockY));
        Set(PtxSpecial.NtidX, _launch.BlockX);
        Set(PtxSpecial.NtidY, _launch.BlockY);
        Set(PtxSpecial.NtidZ, _launch.BlockZ);
        Set(PtxSpecial.CtaidX, _x);
        Set(PtxSpecial.CtaidY, _y);
        Set(PtxSpecial.CtaidZ, _z);
        Set(PtxSpecial.NctaidX, _launch.GridX);
        Set(PtxSpecial.NctaidY, _launch.GridY);
        Set(PtxSpecial.NctaidZ, _launch.GridZ);
        Set(PtxSpecial.LaneId, lane);
        Set(PtxSpecial.WarpId, warp.Number);
        Set(PtxSpecial.WarpCount, _warps.Length);
        Set(PtxSpecial.LaneMaskEq, 1u << lane);
        Set(PtxSpecial.LaneMaskLt, (1u << lane) - 1);
        Set(PtxSpecial.LaneMaskLe, (uint)((2UL << lane) - 1));
        Set(PtxSpecial.LaneMaskGt, ~(uint)((2UL << lane) - 1));
        Set(PtxSpecial.LaneMaskGe, ~((1u << lane) - 1));
        Set(PtxSpecial.DynamicSharedBytes, _launch.DynamicSharedBytes);
        Set(PtxSpecial.SharedBytes, Shared.Bytes);
        Set(PtxSpecial.GridId, _launch.Number);

        void Set(PtxSpecial special, long value) => warp.Values[((int)special * PtxWarp.Lanes) + lane] = (ulong)value;
    }

    /// <summary>Lets warps go on whose barrier is complete; false if every thread has finished.</summary>
    private bool CompleteBarriers()
    {
        var waiting = _warps.Where(warp => !warp.Finished).ToArray();
        if (waiting.Length == 0)
            return false;
        bool released = false;
        foreach (var atBarrier in waiting.GroupBy(warp => BarrierOf(warp).Number).ToArray())
        {
            var warps = atBarrier.ToArray();
            var (_, count) = BarrierOf(warps[0]);
            int arrived = warps.Sum(warp => BitOperations.PopCount(warp.Live));
            bool whole = count == 0;
            if (whole ? arrived != _launch.Threads : warps.Length * PtxWarp.Lanes < count)
                continue;
            if (warps.Any(warp => warp.BarrierPlace != warps[0].BarrierPlace) && whole)
                throw warps[0].Fault(PtxFaultKind.Divergence, 0, $"other warps wait at line {_launch.Program.Code[warps.First(warp => warp.BarrierPlace != warps[0].BarrierPlace).BarrierPlace].Line}");
            Release(warps);
            if (arrived == _launch.Threads)
                Races.PassBarrier();
            released = true;
        }
        if (released)
            return true;
        string why = _exited > 0 ? $"{_exited} threads of the block have finished" : "other threads wait elsewhere";
        throw waiting[0].Fault(PtxFaultKind.Divergence, BitOperations.TrailingZeroCount(waiting[0].Live), $"a barrier is never complete ({why})");
    }

    private (int Number, int Count) BarrierOf(PtxWarp warp)
    {
        var step = _launch.Program.Code[warp.BarrierPlace];
        int lane = BitOperations.TrailingZeroCount(warp.Live);
        ulong number = Value(step.Selector);
        ulong count = step.Target < 0 ? 0 : Value(step.Target);
        if (number >= Barriers || count % PtxWarp.Lanes != 0 || count > (ulong)(_warps.Length * PtxWarp.Lanes))
            throw warp.Fault(PtxFaultKind.Divergence, lane, $"there is no barrier {number} for {count} threads");
        return ((int)number, (int)count);

        ulong Value(int register)
        {
            warp.Need(register, warp.Live);
            ulong value = warp.Values[(register * PtxWarp.Lanes) + lane];
            for (uint rest = warp.Live; rest != 0; rest &= rest - 1)
            {
                if (warp.Values[(register * PtxWarp.Lanes) + BitOperations.TrailingZeroCount(rest)] != value)
                    throw warp.Fault(PtxFaultKind.Divergence, lane, "lanes of a warp name different barriers");
            }
            return value;
        }
    }

    private void Release(PtxWarp[] warps)
    {
        if (_launch.Program.Code[warps[0].BarrierPlace].Reduce is { } reduce)
            reduce(warps);
        foreach (var warp in warps)
            warp.PassBarrier();
    }
}
