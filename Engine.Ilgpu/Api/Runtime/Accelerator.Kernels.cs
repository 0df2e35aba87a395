using System.Collections.Concurrent;
using System.Reflection;
using Engine.Ilgpu.Backends;

namespace ILGPU.Runtime;

public abstract partial class Accelerator
{
    private readonly ConcurrentDictionary<MethodInfo, object> _launchers = new();

    private readonly ConcurrentDictionary<KernelKey, SpecializedVariants> _variants = new();

    internal KernelCompiler Compiler { get; }

    internal bool IsDisposed => _disposed;

    /// <summary>Loads an explicitly grouped kernel: its method takes no index.</summary>
    /// <exception cref="NotSupportedException">The method cannot be compiled.</exception>
    public Kernel LoadKernel(MethodInfo method) => LoadKernel(method, default);

    /// <inheritdoc cref="LoadKernel(MethodInfo)"/>
    public Kernel LoadKernel(MethodInfo method, KernelSpecialization specialization)
    {
        KernelMethod.Check(method);
        return new LoadedKernel(new(this, method, typeof(KernelConfig), 0, specialization));
    }

    /// <inheritdoc cref="LoadKernel(MethodInfo)"/>
    public Kernel LoadKernel(MethodInfo method, KernelSpecialization specialization, out KernelInfo kernelInfo)
    {
        var kernel = (LoadedKernel)LoadKernel(method, specialization);
        kernelInfo = kernel.Handle.Info;
        return kernel;
    }

    /// <summary>Loads a kernel whose first parameter is its index, with a group size of the caller's.</summary>
    public Kernel LoadImplicitlyGroupedKernel(MethodInfo method, int customGroupSize)
    {
        CheckCustomGroupSize(customGroupSize);
        return LoadIndexed(method, customGroupSize);
    }

    /// <summary>Loads a kernel whose first parameter is its index.</summary>
    public Kernel LoadAutoGroupedKernel(MethodInfo method) => LoadIndexed(method, 0);

    /// <inheritdoc cref="LoadAutoGroupedKernel(MethodInfo)"/>
    public Kernel LoadAutoGroupedKernel(MethodInfo method, out KernelInfo kernelInfo)
    {
        var kernel = LoadIndexed(method, 0);
        kernelInfo = kernel.Handle.Info;
        return kernel;
    }

    /// <summary>Loads an explicitly grouped kernel as a launcher.</summary>
    /// <typeparam name="TDelegate">An Action of stream, KernelConfig and the kernel's parameters.</typeparam>
    public TDelegate LoadKernel<TDelegate>(MethodInfo method)
        where TDelegate : Delegate => LoadKernel(method).CreateLauncherDelegate<TDelegate>();

    /// <inheritdoc cref="LoadKernel{TDelegate}(MethodInfo)"/>
    public TDelegate LoadKernel<TDelegate>(MethodInfo method, KernelSpecialization specialization)
        where TDelegate : Delegate => LoadKernel(method, specialization).CreateLauncherDelegate<TDelegate>();

    /// <inheritdoc cref="LoadKernel{TDelegate}(MethodInfo)"/>
    public TDelegate LoadKernel<TDelegate>(MethodInfo method, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where TDelegate : Delegate =>
        LoadKernel(method, specialization, out kernelInfo).CreateLauncherDelegate<TDelegate>();

    /// <summary>Loads a kernel whose first parameter is its index as a launcher.</summary>
    /// <typeparam name="TDelegate">An Action of stream, index and the kernel's other parameters.</typeparam>
    public TDelegate LoadImplicitlyGroupedKernel<TDelegate>(MethodInfo method, int customGroupSize)
        where TDelegate : Delegate =>
        LoadImplicitlyGroupedKernel(method, customGroupSize).CreateLauncherDelegate<TDelegate>();

    /// <inheritdoc cref="LoadImplicitlyGroupedKernel{TDelegate}(MethodInfo, int)"/>
    public TDelegate LoadAutoGroupedKernel<TDelegate>(MethodInfo method)
        where TDelegate : Delegate => LoadAutoGroupedKernel(method).CreateLauncherDelegate<TDelegate>();

    /// <inheritdoc cref="LoadImplicitlyGroupedKernel{TDelegate}(MethodInfo, int)"/>
    public TDelegate LoadAutoGroupedKernel<TDelegate>(MethodInfo method, out KernelInfo kernelInfo)
        where TDelegate : Delegate =>
        LoadAutoGroupedKernel(method, out kernelInfo).CreateLauncherDelegate<TDelegate>();

    /// <summary>Forgets compiled kernels; loaded ones go on.</summary>
    public void ClearCache(ClearCacheMode mode)
    {
        _launchers.Clear();
        _variants.Clear();
        Compiler.Clear();
    }

    internal SpecializedVariants VariantsOf(KernelKey kernel) =>
        _variants.GetOrAdd(kernel, key => new(Compiler, key));

    internal void CheckCustomGroupSize(int customGroupSize)
    {
        if (customGroupSize < 1 || customGroupSize > MaxGroupSize.X || customGroupSize > MaxNumThreadsPerGroup)
        {
            throw new ArgumentOutOfRangeException(
                nameof(customGroupSize),
                customGroupSize,
                $"The group size must lie between 1 and {Math.Min(MaxGroupSize.X, MaxNumThreadsPerGroup)}.");
        }
    }

    /// <summary>The launcher of a kernel that is launched without having been loaded.</summary>
    private TLauncher Cached<TDelegate, TLauncher>(TDelegate action, Func<Accelerator, TDelegate, TLauncher> load)
        where TDelegate : Delegate
        where TLauncher : class
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_launchers.TryGetValue(action.Method, out object? known) && known is TLauncher launcher)
            return launcher;
        var loaded = load(this, action);
        _launchers[action.Method] = loaded;
        return loaded;
    }

    private LoadedKernel LoadIndexed(MethodInfo method, int groupSize)
    {
        KernelMethod.Check(method);
        var types = KernelMethod.ParameterTypes(method);
        if (types.Length == 0)
            throw new NotSupportedException($"The kernel '{KernelMethod.Name(method)}' has no index parameter.");
        return new(new(this, method, KernelMethod.IndexType(types[0], method), groupSize, default));
    }
}
