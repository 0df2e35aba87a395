using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Engine.Kernels;

/// <summary>
/// The kernels of one accelerator: typed launchers, each loaded when it is first used and kept. The methods check shapes
/// and queue the kernel on the accelerator's default stream; they do not wait for it. All matrices are dense, row-major
/// float32. Not safe for use by several threads at a time.
/// </summary>
public sealed partial class KernelSet : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly DeviceTraits _device;
    private readonly PanelPacker _packer;
    private readonly Dictionary<Type, object> _launchers = [];

    /// <summary>Serves an accelerator, which must outlive the set.</summary>
    /// <param name="accelerator">What computes.</param>
    /// <param name="useTf32">Whether large products are computed in TF32, which the accelerator must support; see <see cref="TensorGemm"/>.</param>
    /// <exception cref="NotSupportedException">The accelerator has no TF32.</exception>
    public KernelSet(Accelerator accelerator, bool useTf32 = false)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        if (useTf32 && !SupportsTf32(accelerator))
        {
            throw new NotSupportedException($"'{accelerator.Name}' has no TF32.");
        }

        _accelerator = accelerator;
        _device = DeviceTraits.Of(accelerator) with { UsesTf32 = useTf32 };
        _packer = new PanelPacker(accelerator, _device.WarpSize);
    }

    /// <summary>Whether an accelerator has tensor cores that compute in TF32: NVIDIA's from compute capability 8.0 on, through CUDA.</summary>
    public static bool SupportsTf32(Accelerator accelerator) => accelerator is CudaAccelerator { Architecture.Major: >= 8 };

    /// <summary>Frees the memory that kernels share; the accelerator stays.</summary>
    public void Dispose() => _packer.Dispose();

    // The key is a type that stands for the kernel with its type arguments; its value a delegate or a launcher of many.
    private TLauncher Get<TKey, TLauncher>(Func<Accelerator, TLauncher> load)
        where TLauncher : class
    {
        if (!_launchers.TryGetValue(typeof(TKey), out object? launcher))
        {
            launcher = load(_accelerator);
            _launchers.Add(typeof(TKey), launcher);
        }

        return (TLauncher)launcher;
    }
}
