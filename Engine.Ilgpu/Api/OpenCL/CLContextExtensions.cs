namespace ILGPU.Runtime.OpenCL;

/// <summary>OpenCL devices of contexts. Asking for them is allowed anywhere; none is found yet.</summary>
public static class CLContextExtensions
{
    /// <summary>Adds the OpenCL devices, of which there are none.</summary>
    public static Context.Builder OpenCL(this Context.Builder builder) => builder;

    /// <inheritdoc cref="OpenCL(Context.Builder)"/>
    public static Context.Builder OpenCL(this Context.Builder builder, Predicate<CLDevice> predicate) => builder;

    /// <exception cref="NotSupportedException">There is no such device.</exception>
    public static CLDevice GetCLDevice(this Context context, int clDeviceIndex) => throw NoDevice(clDeviceIndex);

    public static Context.DeviceCollection<CLDevice> GetCLDevices(this Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetDevices<CLDevice>();
    }

    /// <exception cref="NotSupportedException">There is no such device.</exception>
    public static CLAccelerator CreateCLAccelerator(this Context context, int clDeviceIndex) => throw NoDevice(clDeviceIndex);

    internal static NotSupportedException NoDevice(int index) =>
        new($"There is no OpenCL device {index}: this build runs kernels on the CPU only. Use the CPU accelerator.");
}
