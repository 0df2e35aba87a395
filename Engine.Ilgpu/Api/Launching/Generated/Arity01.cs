// Written by scripts/generate-launchers.py.
using System.Runtime.CompilerServices;
using Engine.Ilgpu.Backends;

namespace ILGPU.Runtime;

/// <summary>Launches a kernel of 1 parameter.</summary>
[SkipLocalsInit]
internal sealed unsafe class Launcher<T1>(KernelHandle kernel)
    where T1 : struct
{
    private static readonly int Size = ArgumentWriter<T1>.Size;

    public KernelHandle Kernel => kernel;

    public void Launch(KernelConfig config, T1 arg1) =>
        Launch(kernel.Accelerator.DefaultStream, config, arg1);

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 arg1)
    {
        byte* block = stackalloc byte[Size];
        Write(block, ref arg1);
        kernel.Launch(stream, config, block);
    }

    public void LaunchExtent<TIndex>(TIndex extent, T1 arg1)
        where TIndex : struct, IIndex =>
        LaunchExtent(kernel.Accelerator.DefaultStream, extent, arg1);

    public void LaunchExtent<TIndex>(AcceleratorStream stream, TIndex extent, T1 arg1)
        where TIndex : struct, IIndex
    {
        byte* block = stackalloc byte[ExtentWriter.MaximumSize + Size];
        Write(ExtentWriter.Write(extent, block, out var dimensions), ref arg1);
        kernel.LaunchExtent(stream, dimensions, block);
    }

    private void Write(byte* block, ref T1 arg1)
    {
        _ = ArgumentWriter<T1>.Write(ref arg1, block, kernel.Accelerator);
    }
}

public static partial class KernelLoaders
{
    public static Action<AcceleratorStream, KernelConfig, T1> LoadKernel<T1>(
        this Accelerator accelerator, Action<T1> action)
        where T1 : struct =>
        new Launcher<T1>(LoadGrouped(accelerator, action, default)).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1> LoadKernel<T1>(
        this Accelerator accelerator, Action<T1> action, out KernelInfo kernelInfo)
        where T1 : struct
    {
        var kernel = LoadGrouped(accelerator, action, default);
        kernelInfo = kernel.Info;
        return new Launcher<T1>(kernel).Launch;
    }

    public static Action<AcceleratorStream, KernelConfig, T1> LoadKernel<T1>(
        this Accelerator accelerator, Action<T1> action, KernelSpecialization specialization)
        where T1 : struct =>
        new Launcher<T1>(LoadGrouped(accelerator, action, specialization)).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1> LoadKernel<T1>(
        this Accelerator accelerator, Action<T1> action, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where T1 : struct
    {
        var kernel = LoadGrouped(accelerator, action, specialization);
        kernelInfo = kernel.Info;
        return new Launcher<T1>(kernel).Launch;
    }

    public static Action<KernelConfig, T1> LoadStreamKernel<T1>(
        this Accelerator accelerator, Action<T1> action)
        where T1 : struct =>
        new Launcher<T1>(LoadGrouped(accelerator, action, default)).Launch;

    public static Action<KernelConfig, T1> LoadStreamKernel<T1>(
        this Accelerator accelerator, Action<T1> action, out KernelInfo kernelInfo)
        where T1 : struct
    {
        var kernel = LoadGrouped(accelerator, action, default);
        kernelInfo = kernel.Info;
        return new Launcher<T1>(kernel).Launch;
    }

    public static Action<KernelConfig, T1> LoadStreamKernel<T1>(
        this Accelerator accelerator, Action<T1> action, KernelSpecialization specialization)
        where T1 : struct =>
        new Launcher<T1>(LoadGrouped(accelerator, action, specialization)).Launch;

    public static Action<KernelConfig, T1> LoadStreamKernel<T1>(
        this Accelerator accelerator, Action<T1> action, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where T1 : struct
    {
        var kernel = LoadGrouped(accelerator, action, specialization);
        kernelInfo = kernel.Info;
        return new Launcher<T1>(kernel).Launch;
    }

    public static Action<AcceleratorStream, TIndex, T1> LoadImplicitlyGroupedKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action, int customGroupSize)
        where TIndex : struct, IIndex where T1 : struct =>
        new Launcher<T1>(LoadCustom<TIndex>(accelerator, action, customGroupSize)).LaunchExtent;

    public static Action<AcceleratorStream, TIndex, T1> LoadImplicitlyGroupedKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action, int customGroupSize, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct
    {
        var kernel = LoadCustom<TIndex>(accelerator, action, customGroupSize);
        kernelInfo = kernel.Info;
        return new Launcher<T1>(kernel).LaunchExtent;
    }

    public static Action<TIndex, T1> LoadImplicitlyGroupedStreamKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action, int customGroupSize)
        where TIndex : struct, IIndex where T1 : struct =>
        new Launcher<T1>(LoadCustom<TIndex>(accelerator, action, customGroupSize)).LaunchExtent;

    public static Action<TIndex, T1> LoadImplicitlyGroupedStreamKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action, int customGroupSize, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct
    {
        var kernel = LoadCustom<TIndex>(accelerator, action, customGroupSize);
        kernelInfo = kernel.Info;
        return new Launcher<T1>(kernel).LaunchExtent;
    }

    public static Action<AcceleratorStream, TIndex, T1> LoadAutoGroupedKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action)
        where TIndex : struct, IIndex where T1 : struct =>
        new Launcher<T1>(LoadIndexed<TIndex>(accelerator, action)).LaunchExtent;

    public static Action<AcceleratorStream, TIndex, T1> LoadAutoGroupedKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct
    {
        var kernel = LoadIndexed<TIndex>(accelerator, action);
        kernelInfo = kernel.Info;
        return new Launcher<T1>(kernel).LaunchExtent;
    }

    public static Action<TIndex, T1> LoadAutoGroupedStreamKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action)
        where TIndex : struct, IIndex where T1 : struct =>
        new Launcher<T1>(LoadIndexed<TIndex>(accelerator, action)).LaunchExtent;

    public static Action<TIndex, T1> LoadAutoGroupedStreamKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct
    {
        var kernel = LoadIndexed<TIndex>(accelerator, action);
        kernelInfo = kernel.Info;
        return new Launcher<T1>(kernel).LaunchExtent;
    }
}

public abstract partial class Accelerator
{
    public void Launch<T1>(
        Action<T1> action, AcceleratorStream stream, in KernelConfig kernelConfig, T1 arg1)
        where T1 : struct =>
        Cached(action, static (accelerator, action) =>
            new Launcher<T1>(KernelLoaders.LoadGrouped(accelerator, action, default)))
            .Launch(stream, kernelConfig, arg1);

    public void Launch<T1>(Action<T1> action, in KernelConfig kernelConfig, T1 arg1)
        where T1 : struct =>
        Launch(action, DefaultStream, kernelConfig, arg1);

    public void LaunchAutoGrouped<TIndex, T1>(
        Action<TIndex, T1> action, AcceleratorStream stream, TIndex extent, T1 arg1)
        where TIndex : struct, IGenericIndex<TIndex> where T1 : struct =>
        Cached(action, static (accelerator, action) =>
            new Launcher<T1>(KernelLoaders.LoadIndexed<TIndex>(accelerator, action)))
            .LaunchExtent(stream, extent, arg1);

    public void LaunchAutoGrouped<TIndex, T1>(Action<TIndex, T1> action, TIndex extent, T1 arg1)
        where TIndex : struct, IGenericIndex<TIndex> where T1 : struct =>
        LaunchAutoGrouped(action, DefaultStream, extent, arg1);
}
