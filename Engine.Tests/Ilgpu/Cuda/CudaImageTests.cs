using Engine.Ilgpu.Devices.Cuda;
using Engine.Ilgpu.Diagnostics;
using Engine.Tests.Ilgpu.Api;
using Engine.Tests.Ilgpu.Interpreter;
using ILGPU.Runtime.Cuda;
using Xunit;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>The dump of what the CUDA driver makes of kernels.</summary>
public sealed class CudaImageTests
{
    private const string Store = """
        kernel @store(%data: ptr "data") {
        ^entry:
          %tid = threadindex i32 #0
          %i = sext i64 %tid
          %p = element ptr %data, %i #4
          store %p, %tid
          ret
        }
        """;

    [Fact]
    public void TheDriversImageOfThePtxIsWritten()
    {
        using var folder = new DumpFolder();
        using var api = new FakeCuda(new FakeCudaDevice { MaxThreadsWithoutLimit = 256 });
        Compile(api, folder, kernel => kernel.FunctionFor(256, 0));
        Assert.Equal(["store.asm.cubin"], folder.Files);
        Assert.Equal([.. FakeCuda.ImageMark, 0, .. System.Text.Encoding.UTF8.GetBytes(api.Modules.Single())], folder.Bytes("store.asm.cubin"));
        Assert.Empty(api.Alive);
    }

    [Fact]
    public void LargeGroupsHaveAnImageOfTheirOwn()
    {
        using var folder = new DumpFolder();
        using var api = new FakeCuda(new FakeCudaDevice { MaxThreadsWithoutLimit = 256 });
        Compile(api, folder, kernel => kernel.FunctionFor(1024, 0));
        Assert.Equal(["store.asm-large-groups.cubin", "store.asm.cubin"], folder.Files);
        Assert.Equal(1, folder.Bytes("store.asm-large-groups.cubin")[FakeCuda.ImageMark.Length]);
        Assert.Empty(api.Alive);
    }

    [Theory]
    [InlineData(nameof(ICudaApi.LinkCreate))]
    [InlineData(nameof(ICudaApi.LinkAddData))]
    [InlineData(nameof(ICudaApi.LinkComplete))]
    public void AFailureIsWrittenInsteadAndTheKernelIsThere(string call)
    {
        using var folder = new DumpFolder();
        using var api = new FakeCuda(new FakeCudaDevice()) { Fail = name => name == call ? CudaError.CUDA_ERROR_INVALID_PTX : null };
        Compile(api, folder, kernel => Assert.NotEqual(0, kernel.FunctionFor(32, 0)));
        Assert.Equal(["store.asm.txt"], folder.Files);
        Assert.Contains("CUDA_ERROR_INVALID_PTX", folder.Text("store.asm.txt"), StringComparison.Ordinal);
        Assert.Empty(api.Alive);
    }

    private static unsafe void Compile(FakeCuda api, DumpFolder folder, Action<CudaCode> use)
    {
        using var driver = new CudaDriver(CudaPlatform.Find(api).Devices.Single(), fastMath: false);
        var dump = new MachineCodeDump(Path.Combine(folder.Folder, "store"));
        var kernel = (CudaKernel)driver.Compile(InterpreterLaunch.Parse(Store), null, dump);
        long* parameters = stackalloc long[2] { 0, 0 };
        use(kernel.CodeFor((byte*)parameters));
    }
}
