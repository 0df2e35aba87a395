namespace ILGPU.Runtime.Cuda;

/// <summary>CUDA devices of contexts. Asking for them is allowed anywhere; none is found yet.</summary>
public static class CudaContextExtensions
{
    /// <summary>Adds the CUDA devices, of which there are none.</summary>
    public static Context.Builder Cuda(this Context.Builder builder) => builder;

    /// <inheritdoc cref="Cuda(Context.Builder)"/>
    public static Context.Builder Cuda(this Context.Builder builder, Predicate<CudaDevice> predicate) => builder;

    /// <exception cref="NotSupportedException">There is no such device.</exception>
    public static CudaDevice GetCudaDevice(this Context context, int cudaDeviceIndex) => throw NoDevice(cudaDeviceIndex);

    public static Context.DeviceCollection<CudaDevice> GetCudaDevices(this Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetDevices<CudaDevice>();
    }

    /// <exception cref="NotSupportedException">There is no such device.</exception>
    public static CudaAccelerator CreateCudaAccelerator(this Context context, int cudaDeviceIndex) => throw NoDevice(cudaDeviceIndex);

    internal static NotSupportedException NoDevice(int index) =>
        new($"There is no CUDA device {index}: this build runs kernels on the CPU only. Use the CPU accelerator.");
}
