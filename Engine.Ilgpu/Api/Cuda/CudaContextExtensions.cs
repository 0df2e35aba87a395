namespace ILGPU.Runtime.Cuda;

/// <summary>CUDA devices of contexts. Asking for them is allowed anywhere; where there is no driver, none is found.</summary>
public static class CudaContextExtensions
{
    /// <summary>Adds the CUDA devices.</summary>
    public static Context.Builder Cuda(this Context.Builder builder) => builder.Cuda(_ => true);

    /// <summary>Adds the CUDA devices that match.</summary>
    public static Context.Builder Cuda(this Context.Builder builder, Predicate<CudaDevice> predicate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var device in CudaDevice.GetDevices(predicate))
            builder.AddDevice(device, _ => true);
        return builder;
    }

    /// <exception cref="NotSupportedException">The context has no such device.</exception>
    public static CudaDevice GetCudaDevice(this Context context, int cudaDeviceIndex)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetDevice<CudaDevice>(cudaDeviceIndex);
    }

    public static Context.DeviceCollection<CudaDevice> GetCudaDevices(this Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetDevices<CudaDevice>();
    }

    /// <inheritdoc cref="GetCudaDevice"/>
    public static CudaAccelerator CreateCudaAccelerator(this Context context, int cudaDeviceIndex) =>
        context.GetCudaDevice(cudaDeviceIndex).CreateCudaAccelerator(context);
}
