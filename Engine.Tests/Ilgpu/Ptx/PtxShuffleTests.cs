using Engine.Tests.Ilgpu.Cuda;
using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>Shuffles where the instruction and the API differ: warps that are not full, distances that are negative or too long.</summary>
public sealed class PtxShuffleTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(41)]
    public void ALaneThatIsNotThereLeavesTheOwnValue(int threads)
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var cuda = new CudaFixture(api);
        using var memory = cuda.Accelerator.Allocate1D<int>(2 * threads);
        var kernel = cuda.Accelerator.LoadStreamKernel<ArrayView<int>, int, int>(Shift);
        foreach (int width in new[] { 1, 4, 8, 32 })
        {
            foreach (int distance in new[] { 0, 1, 3, 5, 31, 32, 40, -1, -3, -40, int.MinValue })
            {
                kernel(new KernelConfig(1, threads), memory.View, distance, width);
                int[] actual = memory.GetAsArray1D();
                Assert.Equal(Enumerable.Range(0, threads).Select(thread => From(thread, -(long)distance)), actual[..threads]);
                Assert.Equal(Enumerable.Range(0, threads).Select(thread => From(thread, distance)), actual[threads..]);
            }

            int From(int thread, long step)
            {
                long source = thread + step;
                return source >= 0 && source < threads && source / width == thread / width ? (int)source : thread;
            }
        }
    }

    private static void Shift(ArrayView<int> shifted, int distance, int width)
    {
        shifted[Group.IdxX] = Warp.ShuffleUp(Group.IdxX, distance, width);
        shifted[Group.DimX + Group.IdxX] = Warp.ShuffleDown(Group.IdxX, distance, width);
    }
}
