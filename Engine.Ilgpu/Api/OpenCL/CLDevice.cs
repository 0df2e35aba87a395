using System.Collections.Immutable;
using Engine.Ilgpu.Devices.OpenCL;

namespace ILGPU.Runtime.OpenCL;

/// <summary>An OpenCL device: a GPU, or a processor through a driver such as PoCL.</summary>
public sealed class CLDevice : Device
{
    /// <summary>The most work items of a group that kernels are written for.</summary>
    private const int MaximumGroupSize = 1024;

    /// <summary>Groups along Y and Z that every GPU takes.</summary>
    private const int MaximumGridSize = 65535;

    private static readonly Lazy<ImmutableArray<CLDevice>> Found =
        new(() => [.. ClPlatforms.Devices.Select(info => new CLDevice(info))]);

    private readonly ClDeviceInfo _info;

    /// <summary>A device by its OpenCL handles.</summary>
    /// <exception cref="NotSupportedException">There is no OpenCL on this machine.</exception>
    public CLDevice(nint platformId, nint deviceId)
        : this(new ClDeviceInfo(
            ClLibrary.Find() ?? throw new NotSupportedException($"There is no OpenCL on this machine: {ClPlatforms.Missing}."),
            platformId,
            deviceId))
    {
    }

    private CLDevice(ClDeviceInfo info)
        : base(Describe(info), new CLCapabilityContext(info))
    {
        _info = info;
        Capabilities = (CLCapabilityContext)base.Capabilities;
        Extensions = [.. info.Extensions];
    }

    public nint PlatformId => _info.Platform;
    public nint DeviceId => _info.Device;
    public string PlatformName => _info.PlatformName;
    public CLPlatformVersion PlatformVersion => CLPlatformVersion.Parse(_info.PlatformVersion);
    public string VendorName => _info.Vendor;

    public CLDeviceVendor Vendor => _info.VendorId switch
    {
        0x10DE => CLDeviceVendor.Nvidia,
        0x1002 => CLDeviceVendor.AMD,
        0x8086 => CLDeviceVendor.Intel,
        _ => CLDeviceVendor.Other,
    };

    public CLDeviceType DeviceType => (CLDeviceType)_info.Type;
    public CLDeviceVersion DeviceVersion => CLDeviceVersion.Parse(_info.Version);

    /// <summary>In MHz.</summary>
    public int ClockRate => _info.ClockMegahertz;

    public CLCVersion CVersion => CLCVersion.Parse(_info.CVersion);

    /// <summary>The version of OpenCL C that kernels are compiled as.</summary>
    public CLCVersion CLStdVersion => WarpSize == 1 ? new(1, 2) : new(2, 0);

    public ImmutableArray<string> Extensions { get; }
    public new CLCapabilityContext Capabilities { get; }

    /// <summary>The devices of this machine, GPUs first; found once.</summary>
    internal static ImmutableArray<CLDevice> All => Found.Value;

    public static ImmutableArray<Device> GetDevices(Predicate<CLDevice> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return [.. All.Where(device => predicate(device))];
    }

    public override Accelerator CreateAccelerator(Context context) => CreateCLAccelerator(context);

    /// <exception cref="AcceleratorException">The driver cannot open the device.</exception>
    public CLAccelerator CreateCLAccelerator(Context context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var driver = new ClDriver(
            ClLibrary.Find()!, _info, context.Properties.MathMode != MathMode.Default, context.Properties.EnableProfiling);
        try
        {
            return new CLAccelerator(context, this, driver);
        }
        catch
        {
            driver.Dispose();
            throw;
        }
    }

    public bool HasExtension(string extension) => _info.Has(extension);

    public bool HasAllExtensions<TCollection>(TCollection extensions)
        where TCollection : IEnumerable<string> => extensions.All(_info.Has);

    public bool HasAnyExtension<TCollection>(TCollection extensions)
        where TCollection : IEnumerable<string> => extensions.Any(_info.Has);

    private static DeviceDescription Describe(ClDeviceInfo info)
    {
        int group = (int)Math.Clamp(info.MaxGroupSize, 1, MaximumGroupSize);
        int grid = info.IsCpu ? int.MaxValue : MaximumGridSize;
        return new(
            AcceleratorType.OpenCL,
            info.Name,
            info.MemoryBytes,
            new Index3D(int.MaxValue, grid, grid),
            new Index3D(Along(0), Along(1), Along(2)),
            group,
            (int)Math.Min(info.LocalBytes, int.MaxValue),
            (int)Math.Min(info.ConstantBytes, int.MaxValue),
            info.WarpSize,
            Math.Max(1, info.ComputeUnits),
            group);

        int Along(int axis) => axis < info.MaxItemSizes.Length ? (int)Math.Clamp((long)info.MaxItemSizes[axis], 1, group) : group;
    }
}
