using ILGPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

public class ControlFlowTests
{
    private static readonly int[] Inputs = [int.MinValue, -100, -7, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 31, 32, 100, int.MaxValue];

    private static void VectorAdd(Index1D index, ArrayView<float> a, ArrayView<float> b, ArrayView<float> sum) =>
        sum[index] = a[index] + b[index];

    [Fact]
    public void An_implicitly_grouped_kernel_stops_at_its_extent()
    {
        float[] a = [1, 2, 3, 4, 5, 6, 7], b = [10, 20, 30, 40, 50, 60, 70], sum = new float[7];
        KernelRun.Run(VectorAdd, 6, a, b, sum);
        Assert.Equal([11, 22, 33, 44, 55, 66, 0], sum);
    }

    [Fact]
    public void Loops_of_every_form() => KernelRun.Same(
        static (int n) =>
        {
            int total = 0;
            for (int i = 0; i < (n & 15); i++)
            {
                if (i == 3)
                    continue;
                if (i == 11)
                    break;
                for (int j = i; j > 0; j -= 2)
                    total += j * i;
            }
            int k = n & 7;
            while (k > 0)
                total ^= k-- << 3;
            do
            {
                total++;
                k++;
            }
            while (k < 5);
            return total;
        },
        Inputs);

    [Fact]
    public void Switches_and_early_returns() => KernelRun.Same(
        static (int n) =>
        {
            switch (n)
            {
                case 0: return 5;
                case 1: return 7;
                case 2:
                case 3: n += 100; break;
                case 5: return n switch { 5 => 77, _ => 0 };
                case > 50: return -1;
                default: n -= 3; break;
            }
            return n * 2;
        },
        Inputs);

    [Fact]
    public void Ternaries_and_logic_leave_values_on_the_stack() => KernelRun.Same(
        static (int n) => (n > 2 ? n : -n) + (n is > 0 and < 7 || n == 12 ? 3 : n < 0 && n != -2 ? 4 : 5) * (n % 3 == 0 ? 2 : 9),
        Inputs);

    [Fact]
    public void A_loop_at_the_very_start_of_a_method() => KernelRun.Same(static (int n) => CountDown(n & 31), Inputs);

    private static int CountDown(int n)
    {
        while (true)
        {
            n -= 3;
            if (n < 0)
                return n;
        }
    }

    [Fact]
    public void Gotos_out_of_nested_loops() => KernelRun.Same(
        static (int n) =>
        {
            int steps = 0;
            for (int i = 0; i < 6; i++)
            {
                for (int j = 0; j < 6; j++)
                {
                    steps++;
                    if (i * j == (n & 15))
                        goto done;
                }
            }
        done:
            return steps;
        },
        Inputs);

    [Fact]
    public void Locals_of_a_method_called_in_a_loop_start_at_zero_each_time() => KernelRun.Same(
        static (int n) =>
        {
            int total = 0;
            for (int i = 0; i < 4; i++)
                total += Accumulate(n + i);
            return total;
        },
        Inputs);

    private static int Accumulate(int n)
    {
        System.Runtime.CompilerServices.Unsafe.SkipInit(out int start);
        var values = new int[20];
        values[n & 7] += 5;
        values[3] += n;
        return values[0] + values[3] + values[n & 3] + (start & 0);
    }
}
