using System.Runtime.CompilerServices;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;
using ILGPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

public class SpanTests
{
    private static readonly int[] Inputs = [0, 1, 2, 3, 4, 5, 6, 7, 100];

    [Fact]
    public void Spans_over_stack_memory() => KernelRun.Same(
        static (int v) =>
        {
            Span<int> values = stackalloc int[6];
            for (int i = 0; i < values.Length; i++)
                values[i] = i * v;
            var part = values.Slice(2, 3);
            part[0] = 77;
            int sum = 0;
            foreach (int value in values)
                sum += value;
            foreach (ref int value in part)
                value++;
            return (sum, values[2], part[1], values[v & 3]);
        },
        Inputs);

    private static ReadOnlySpan<byte> Small => [5, 6, 7, 8, 250];

    [Fact]
    public void Constant_spans() => KernelRun.Same(
        static (int v) =>
        {
            ReadOnlySpan<float> weights = [0.5f, 1.5f, -2, 4];
            return (weights[v & 3], Small[v % 5], Small.Length);
        },
        Inputs);

    [InlineArray(4)]
    internal struct Four
    {
        private float _first;
    }

    [Fact]
    public void Inline_arrays_by_index() => KernelRun.Same(
        static (int v) =>
        {
            Four four = default;
            four[1] = v;
            four[v & 3] += 2;
            float sum = 0;
            for (int i = 0; i < 4; i++)
                sum = sum * 3 + four[i];
            return (sum, four);
        },
        Inputs);

    [Flags]
    internal enum Sides
    {
        Left = 1,
        Right = 2,
        Both = 3,
    }

    [Fact]
    public void Flags_nullables_and_tuples() => KernelRun.Same(
        static (int v) =>
        {
            var sides = (Sides)(v & 3);
            int? maybe = v > 3 ? v : null;
            var (quotient, rest) = Math.DivRem(v, 3);
            return (sides.HasFlag(Sides.Right), maybe.HasValue, maybe.GetValueOrDefault(9), maybe ?? -1, (quotient, rest) == (1, 2), quotient + rest);
        },
        Inputs);

    private static void BeyondTheEnd(Index1D index, ArrayView<int> data)
    {
        Span<int> values = stackalloc int[4];
        data[index] = values[data[index]];
    }

    [Fact]
    public void Span_indices_are_checked_with_assertions()
    {
        var function = KernelRun.Translate(BeyondTheEnd, assertions: true);
        int[] data = [4];
        var fault = KernelRun.Launch(function, new LaunchGeometry(1, 1, 1, 1, 1, 1, 0), 1, data).Fault!;
        Assert.Equal((FaultCode.IndexOutOfRange, 4, 4), (fault.Code, fault.A, fault.B));
    }
}
