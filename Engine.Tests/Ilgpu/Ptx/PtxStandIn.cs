using System.Runtime.CompilerServices;
using Engine.Ilgpu.Devices.Cuda;
using Engine.Tests.Ilgpu.Cuda;
using Engine.Tests.Kernels;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>CUDA through the PTX interpreter, as a device of the kernel tests.</summary>
internal static class PtxStandIn
{
    public const string Name = "cuda:interpreted";

    [ModuleInitializer]
    public static void Add() => TestDevices.Add(Name, "cuda:0", () => new Place(new FakeCuda(new FakeCudaDevice())));

    /// <summary>Makes what runs in this flow of control see one CUDA device, until disposed of.</summary>
    public sealed class Place : IDisposable
    {
        public Place(FakeCuda driver) => CudaPlatform.Replace(CudaPlatform.Find(driver));

        public void Dispose() => CudaPlatform.Replace(null);
    }
}
