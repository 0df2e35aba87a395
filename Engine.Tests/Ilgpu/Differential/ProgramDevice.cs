using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>A device that random kernels run on besides the interpreter of IR.</summary>
/// <param name="Name">What a difference calls it.</param>
internal sealed record ProgramDevice(string Name, DeviceDriver Driver) : IDisposable
{
    private readonly DriverStream _stream = Driver.CreateStream();

    public DriverStream Stream => _stream;

    /// <summary>Which kernels the device may say that it cannot run; they are passed over.</summary>
    public Func<KernelCompilationException, bool> MayRefuse { get; init; } = _ => false;

    public void Dispose()
    {
        _stream.Dispose();
        Driver.Dispose();
    }
}
