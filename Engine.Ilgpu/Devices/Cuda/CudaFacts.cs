using System.Runtime.InteropServices;
using System.Text;
using Engine.Ilgpu.Backends.Ptx;
using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>What is known of a device before it is opened.</summary>
/// <param name="Handle">The driver's handle of the device.</param>
/// <param name="DriverVersion">As the driver counts it: 12040 for CUDA 12.4.</param>
/// <param name="MemoryBytes">In all, free or not.</param>
/// <param name="Target">What kernels are written for, exact arithmetic.</param>
internal sealed record CudaFacts(
    ICudaApi Api, int Ordinal, int Handle, int DriverVersion, string Name, long MemoryBytes, PtxTarget Target,
    IReadOnlyDictionary<CudaDeviceAttribute, int> Attributes)
{
    private const int NameBytes = 256;

    public int this[CudaDeviceAttribute attribute] => Attributes[attribute];

    /// <summary>In bytes, if a kernel asks for what is beyond the usual 48 KB.</summary>
    public int SharedBytesPerBlock =>
        Math.Max(this[CudaDeviceAttribute.MaxSharedMemoryPerBlock], this[CudaDeviceAttribute.MaxSharedMemoryPerBlockOptIn]);

    /// <summary>Asks the driver.</summary>
    /// <param name="problem">Why the device cannot be used; null if it can.</param>
    public static unsafe CudaFacts? TryRead(ICudaApi api, int ordinal, int driverVersion, out string? problem)
    {
        int device;
        byte* name = stackalloc byte[NameBytes];
        nuint bytes;
        if (Failed(api.DeviceGet(&device, ordinal), out problem)
            || Failed(api.DeviceGetName(name, NameBytes, device), out problem)
            || Failed(api.DeviceTotalMem(&bytes, device), out problem))
        {
            return null;
        }
        var attributes = new Dictionary<CudaDeviceAttribute, int>();
        foreach (var attribute in Enum.GetValues<CudaDeviceAttribute>())
        {
            int value;
            var error = api.DeviceGetAttribute(&value, attribute, device);
            // A driver may be older than an attribute.
            if (error != CudaError.CUDA_ERROR_INVALID_VALUE && Failed(error, out problem))
                return null;
            attributes[attribute] = error == CudaError.CUDA_SUCCESS ? value : 0;
        }
        string text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        int major = attributes[CudaDeviceAttribute.ComputeCapabilityMajor];
        int minor = attributes[CudaDeviceAttribute.ComputeCapabilityMinor];
        if (PtxVersions.Find(major, minor, driverVersion) is not { } target)
        {
            problem = $"'{text}' is too old (compute capability {major}.{minor}; 5.0 is the least)";
            return null;
        }
        return new(api, ordinal, device, driverVersion, text, (long)bytes, target, attributes);

        bool Failed(CudaError error, out string? reason)
        {
            reason = error == CudaError.CUDA_SUCCESS
                ? null
                : $"device {ordinal}: {CudaErrors.NameOf(api, error)} while asking for its properties; {CudaErrors.Advice(error)}";
            return error != CudaError.CUDA_SUCCESS;
        }
    }
}
