using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;
using ILGPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

public sealed class KernelCompilerTests
{
    private static void Scale(Index1D index, ArrayView<float> target, float factor) => target[index] *= factor;

    private static System.Reflection.MethodInfo Method => new Action<Index1D, ArrayView<float>, float>(Scale).Method;

    [Fact]
    public void AKernelIsCompiledOnceByHoweverManyThreads()
    {
        using var driver = new CpuDriver(1);
        var compiler = new KernelCompiler(driver, assertions: false, fastMath: false, verify: true);
        var kernels = new DeviceKernel[8];
        Parallel.For(0, kernels.Length, i => kernels[i] = compiler.Get(Method, typeof(Index1D)));
        Assert.All(kernels, kernel => Assert.Same(kernels[0], kernel));
        compiler.Clear();
        Assert.NotSame(kernels[0], compiler.Get(Method, typeof(Index1D)));
    }

    [Fact]
    public void TheStagesAskedForAreDumped()
    {
        var folder = Directory.CreateTempSubdirectory("engine-dump-");
        try
        {
            using var driver = new CpuDriver(1);
            var debug = new DebugOptions("ir, il, cl", Path.Combine(folder.FullName, "kernels"));
            var compiler = new KernelCompiler(driver, assertions: false, fastMath: false, verify: false, debug);
            compiler.Get(Method, typeof(Index1D));
            string[] files = [.. Directory.GetFiles(Path.Combine(folder.FullName, "kernels")).Order()];
            Assert.Equal(3, files.Length);
            Assert.EndsWith(".cl.txt", files[0], StringComparison.Ordinal);
            Assert.Contains("__kernel void", File.ReadAllText(files[0]), StringComparison.Ordinal);
            Assert.EndsWith(".il.txt", files[1], StringComparison.Ordinal);
            Assert.Contains("ldind.r4", File.ReadAllText(files[1]), StringComparison.Ordinal);
            Assert.EndsWith(".ir.txt", files[2], StringComparison.Ordinal);
            Assert.StartsWith("kernel @", File.ReadAllText(files[2]), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void NothingIsDumpedUnasked()
    {
        Assert.Null(new DebugOptions(null, null).BeginDump("kernel"));
        Assert.True(new DebugOptions("all", null).Dumps("optimized"));
        Assert.False(new DebugOptions("ir", null).Dumps("il"));
    }
}
