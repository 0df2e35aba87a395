using System.Collections.Immutable;
using System.Diagnostics;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>The devices at hand and the settings that kernels are compiled with.</summary>
public sealed partial class Context : IDisposable
{
    private readonly HashSet<Accelerator> _accelerators = [];
    private readonly Lock _lock = new();
    private bool _disposed;

    private Context(ImmutableArray<Device> devices, ContextProperties properties)
    {
        Devices = devices;
        Properties = properties;
    }

    public static string Version => "1.5.3";

    public ImmutableArray<Device> Devices { get; }
    public ContextProperties Properties { get; }

    public static Builder Create() => new();

    public static Context Create(Action<Builder> buildingCallback)
    {
        ArgumentNullException.ThrowIfNull(buildingCallback);
        var builder = new Builder();
        buildingCallback(builder);
        return builder.ToContext();
    }

    public static Context CreateDefault() => Create(builder => builder.Default());

    /// <summary>A default context that checks indices and divisions if a debugger is attached.</summary>
    public static Context CreateDefaultAutoAssertions() => Create(builder => builder.Default().AutoAssertions());

    public static Context CreateDefaultAutoDebug() => Create(builder => builder.Default().AutoDebug());

    public TDevice GetDevice<TDevice>(int deviceIndex)
        where TDevice : Device => GetDevices<TDevice>()[deviceIndex];

    public DeviceCollection<TDevice> GetDevices<TDevice>()
        where TDevice : Device => new([.. Devices.OfType<TDevice>()]);

    /// <summary>The first GPU, or the CPU if that is asked for or there is no GPU.</summary>
    public Device GetPreferredDevice(bool preferCPU) => GetPreferredDevices(preferCPU, matchingDevicesOnly: false).First();

    /// <summary>The devices, those of the preferred kind first.</summary>
    public IEnumerable<Device> GetPreferredDevices(bool preferCPU, bool matchingDevicesOnly)
    {
        var sorted = Devices.OrderBy(device => IsCpu(device) != preferCPU).ThenBy(device => device.AcceleratorType != AcceleratorType.CPU);
        return matchingDevicesOnly
            ? sorted.Where(device => IsCpu(device) == preferCPU)
            : sorted;

        // A processor behind an OpenCL driver is one too, and slower than as what it is.
        static bool IsCpu(Device device) => device.AcceleratorType == AcceleratorType.CPU
            || device is Runtime.OpenCL.CLDevice { DeviceType: var type } && !type.HasFlag(Runtime.OpenCL.CLDeviceType.CL_DEVICE_TYPE_GPU);
    }

    /// <summary>Forgets the compiled kernels of all accelerators; loaded ones go on.</summary>
    public void ClearCache(ClearCacheMode mode)
    {
        Accelerator[] accelerators;
        lock (_lock)
            accelerators = [.. _accelerators];
        foreach (var accelerator in accelerators)
            accelerator.ClearCache(mode);
    }

    public ImmutableArray<Device>.Enumerator GetEnumerator() => Devices.GetEnumerator();

    /// <summary>Frees the context with all its accelerators; a second call does nothing.</summary>
    public void Dispose()
    {
        Accelerator[] accelerators;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            accelerators = [.. _accelerators];
        }
        foreach (var accelerator in accelerators)
            accelerator.Dispose();
    }

    internal void Adopt(Accelerator accelerator)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _accelerators.Add(accelerator);
        }
    }

    internal void Forget(Accelerator accelerator)
    {
        lock (_lock)
            _accelerators.Remove(accelerator);
    }

    /// <summary>Gathers the devices and settings of a context.</summary>
    public sealed class Builder
    {
        private readonly ContextProperties _properties = new();
        private readonly List<Device> _devices = [];

        internal Builder()
        {
        }

        /// <summary>All devices.</summary>
        public Builder Default() => AllAccelerators();

        public Builder AllAccelerators() => AllAccelerators(_ => true);

        public Builder AllAccelerators(Predicate<Device> predicate)
        {
            ArgumentNullException.ThrowIfNull(predicate);
            foreach (var device in Runtime.Cuda.CudaDevice.GetDevices(device => predicate(device)))
                AddDevice(device, _ => true);
            foreach (var device in Runtime.OpenCL.CLDevice.All)
                AddDevice(device, predicate);
            AddDevice(Runtime.CPU.CPUDevice.Default, predicate);
            return this;
        }

        /// <summary>Kernels check indices and divisions, and a failed check is an exception on the host.</summary>
        public Builder Assertions() => Set(properties => properties.EnableAssertions = true);

        public Builder Inlining(InliningMode inliningMode) => Set(properties => properties.InliningMode = inliningMode);

        public Builder DebugSymbols(DebugSymbolsMode debugSymbolsMode) =>
            Set(properties => properties.DebugSymbolsMode = debugSymbolsMode);

        public Builder Caching(CachingMode cachingMode) => Set(properties => properties.CachingMode = cachingMode);

        public Builder IOOperations() => Set(properties => properties.EnableIOOperations = true);

        /// <summary>The compiler verifies its own work after every pass.</summary>
        public Builder Verify() => Set(properties => properties.EnableVerifier = true);

        public Builder Math(MathMode mathMode) => Set(properties => properties.MathMode = mathMode);

        /// <summary>Assertions if a debugger is attached.</summary>
        public Builder AutoAssertions() => Debugger.IsAttached ? Assertions() : this;

        public Builder AutoIOOperations() => Debugger.IsAttached ? IOOperations() : this;

        public Builder AutoDebug() => Debugger.IsAttached ? Debug() : this;

        public Builder Debug() => Optimize(OptimizationLevel.Debug).Assertions().IOOperations();

        public Builder Release() => Optimize(OptimizationLevel.Release);

        public Builder Optimize(OptimizationLevel level) => Set(properties => properties.OptimizationLevel = level);

        /// <summary>Allows <see cref="AcceleratorStream.AddProfilingMarker"/>.</summary>
        public Builder Profiling() => Set(properties => properties.EnableProfiling = true);

        public Context ToContext() => new([.. _devices], _properties);

        public void SetExtensionProperty<T>(string key, T value)
            where T : struct => _properties.SetExtensionProperty(key, value);

        /// <summary>Adds a device once, if it matches.</summary>
        internal void AddDevice<TDevice>(TDevice device, Predicate<TDevice> predicate)
            where TDevice : Device
        {
            if (predicate(device) && !_devices.Contains(device))
                _devices.Add(device);
        }

        private Builder Set(Action<ContextProperties> change)
        {
            change(_properties);
            return this;
        }
    }

    /// <summary>The devices of one kind.</summary>
    public readonly struct DeviceCollection<TDevice>
        where TDevice : Device
    {
        private readonly ImmutableArray<TDevice> _devices;

        internal DeviceCollection(ImmutableArray<TDevice> devices) => _devices = devices;

        /// <exception cref="InvalidOperationException">There is no device.</exception>
        public AcceleratorType AcceleratorType => Count > 0
            ? _devices[0].AcceleratorType
            : throw new InvalidOperationException($"There is no device of type {typeof(TDevice).Name}.");

        public int Count => _devices.IsDefault ? 0 : _devices.Length;

        /// <exception cref="NotSupportedException">There is no such device.</exception>
        public TDevice this[int deviceIndex] => (uint)deviceIndex < (uint)Count
            ? _devices[deviceIndex]
            : throw new NotSupportedException(
                $"There is no device {deviceIndex} of type {typeof(TDevice).Name} in this context ({Count} found).");

        public Enumerator GetEnumerator() => new(_devices.IsDefault ? [] : _devices);

        /// <summary>Walks through the devices.</summary>
        public struct Enumerator
        {
            private readonly ImmutableArray<TDevice> _devices;
            private int _position = -1;

            internal Enumerator(ImmutableArray<TDevice> devices) => _devices = devices;

            public readonly TDevice Current => _devices[_position];

            public bool MoveNext() => ++_position < _devices.Length;
        }
    }
}
