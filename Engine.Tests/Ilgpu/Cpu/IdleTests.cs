using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

/// <summary>Runs alone: the threads that appear meanwhile are the test's own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

[Collection(Alone.Name)]
public sealed class IdleTests
{
    private const int Workers = 3;

    [Fact]
    public void AnIdleAcceleratorUsesNoProcessorTime()
    {
        HashSet<int> others = [.. Threads().Keys];
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(4, 16, Workers + 1)));
        using var accelerator = context.CreateCPUAccelerator(0);
        using var buffer = accelerator.Allocate1D<int>(1 << 16);
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Store)((int)buffer.Length, buffer.View);

        // Longer than threads wait for another launch before they park.
        Thread.Sleep(50);
        var before = Threads();
        Thread.Sleep(300);
        var own = Threads().Where(thread => !others.Contains(thread.Key)).ToList();
        Assert.True(own.Count >= Workers, $"{own.Count} threads were started.");
        foreach (var (id, time) in own)
        {
            // One that waits without parking would have used all of the time.
            Assert.InRange(time - before.GetValueOrDefault(id), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        }
    }

    private static void Store(Index1D index, ArrayView<int> target) => target[index] = index;

    private static Dictionary<int, TimeSpan> Threads()
    {
        using var process = Process.GetCurrentProcess();
        var times = new Dictionary<int, TimeSpan>();
        foreach (ProcessThread thread in process.Threads)
        {
            try
            {
                times[thread.Id] = thread.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                // It has ended meanwhile.
            }
        }
        return times;
    }
}
