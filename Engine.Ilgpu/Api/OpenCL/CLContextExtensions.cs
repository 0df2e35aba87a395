namespace ILGPU.Runtime.OpenCL;

/// <summary>OpenCL devices of contexts. Asking for them where there are none adds none.</summary>
public static class CLContextExtensions
{
    /// <summary>Adds the OpenCL devices.</summary>
    public static Context.Builder OpenCL(this Context.Builder builder) => builder.OpenCL(_ => true);

    /// <summary>Adds the OpenCL devices that match.</summary>
    public static Context.Builder OpenCL(this Context.Builder builder, Predicate<CLDevice> predicate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(predicate);
        foreach (var device in CLDevice.All)
            builder.AddDevice(device, predicate);
        return builder;
    }

    /// <exception cref="NotSupportedException">The context has no such device.</exception>
    public static CLDevice GetCLDevice(this Context context, int clDeviceIndex)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetDevice<CLDevice>(clDeviceIndex);
    }

    public static Context.DeviceCollection<CLDevice> GetCLDevices(this Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetDevices<CLDevice>();
    }

    /// <inheritdoc cref="GetCLDevice"/>
    public static CLAccelerator CreateCLAccelerator(this Context context, int clDeviceIndex) =>
        context.GetCLDevice(clDeviceIndex).CreateCLAccelerator(context);
}
