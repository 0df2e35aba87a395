using Engine.Ilgpu.Devices.Cuda;
using ILGPU;
using ILGPU.Runtime;

namespace Engine.Tests.Ilgpu.Cuda;

/// <summary>The driver shows no device.</summary>
public sealed class DeviceMissingException(string message) : Exception(message);

/// <summary>A context whose CUDA device is a <see cref="FakeCuda"/>'s, and an accelerator on it.</summary>
internal sealed class CudaFixture : IDisposable
{
    private readonly Context _context;

    public CudaFixture(FakeCuda api, Action<Context.Builder>? configure = null)
    {
        var platform = CudaPlatform.Find(api);
        if (platform.Devices.Count == 0)
            throw new DeviceMissingException(platform.Problem!);
        CudaPlatform.Replace(platform);
        try
        {
            _context = Context.Create(builder =>
            {
                builder.Default().EnableAlgorithms();
                configure?.Invoke(builder);
            });
        }
        finally
        {
            CudaPlatform.Replace(null);
        }
        try
        {
            Accelerator = _context.Devices.Single(found => found.AcceleratorType == AcceleratorType.Cuda).CreateAccelerator(_context);
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    public Accelerator Accelerator { get; }

    public void Dispose() => _context.Dispose();
}
