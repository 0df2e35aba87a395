// Written by scripts/generate-launchers.py.
using System.Runtime.CompilerServices;
using Engine.Ilgpu.Backends;

namespace ILGPU.Runtime;

/// <summary>Launches a kernel of 2 parameters.</summary>
[SkipLocalsInit]
internal sealed unsafe class Launcher<T1, T2>(KernelHandle kernel)
    where T1 : struct where T2 : struct
{
    private static readonly int Size = ArgumentWriter<T1>.Size + ArgumentWriter<T2>.Size;

    public KernelHandle Kernel => kernel;

    public void Launch(KernelConfig config, T1 arg1, T2 arg2) =>
        Launch(kernel.Accelerator.DefaultStream, config, arg1, arg2);

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 arg1, T2 arg2)
    {
        byte* block = stackalloc byte[Size];
        Write(block, ref arg1, ref arg2);
        kernel.Launch(stream, config, block);
    }

    public void LaunchExtent<TIndex>(TIndex extent, T1 arg1, T2 arg2)
        where TIndex : struct, IIndex =>
        LaunchExtent(kernel.Accelerator.DefaultStream, extent, arg1, arg2);

    public void LaunchExtent<TIndex>(AcceleratorStream stream, TIndex extent, T1 arg1, T2 arg2)
        where TIndex : struct, IIndex
    {
        byte* block = stackalloc byte[ExtentWriter.MaximumSize + Size];
        Write(ExtentWriter.Write(extent, block, out var dimensions), ref arg1, ref arg2);
        kernel.LaunchExtent(stream, dimensions, block);
    }

    private void Write(byte* block, ref T1 arg1, ref T2 arg2)
    {
        block = ArgumentWriter<T1>.Write(ref arg1, block, kernel.Accelerator);
        _ = ArgumentWriter<T2>.Write(ref arg2, block, kernel.Accelerator);
    }
}

public static partial class KernelLoaders
{
    public static Action<AcceleratorStream, KernelConfig, T1, T2> LoadKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action)
        where T1 : struct where T2 : struct =>
        new Launcher<T1, T2>(LoadGrouped(accelerator, action, default)).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2> LoadKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct
    {
        var kernel = LoadGrouped(accelerator, action, default);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2>(kernel).Launch;
    }

    public static Action<AcceleratorStream, KernelConfig, T1, T2> LoadKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action, KernelSpecialization specialization)
        where T1 : struct where T2 : struct =>
        new Launcher<T1, T2>(LoadGrouped(accelerator, action, specialization)).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2> LoadKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct
    {
        var kernel = LoadGrouped(accelerator, action, specialization);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2>(kernel).Launch;
    }

    public static Action<KernelConfig, T1, T2> LoadStreamKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action)
        where T1 : struct where T2 : struct =>
        new Launcher<T1, T2>(LoadGrouped(accelerator, action, default)).Launch;

    public static Action<KernelConfig, T1, T2> LoadStreamKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct
    {
        var kernel = LoadGrouped(accelerator, action, default);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2>(kernel).Launch;
    }

    public static Action<KernelConfig, T1, T2> LoadStreamKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action, KernelSpecialization specialization)
        where T1 : struct where T2 : struct =>
        new Launcher<T1, T2>(LoadGrouped(accelerator, action, specialization)).Launch;

    public static Action<KernelConfig, T1, T2> LoadStreamKernel<T1, T2>(
        this Accelerator accelerator, Action<T1, T2> action, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct
    {
        var kernel = LoadGrouped(accelerator, action, specialization);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2>(kernel).Launch;
    }

    public static Action<AcceleratorStream, TIndex, T1, T2> LoadImplicitlyGroupedKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action, int customGroupSize)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct =>
        new Launcher<T1, T2>(LoadCustom<TIndex>(accelerator, action, customGroupSize)).LaunchExtent;

    public static Action<AcceleratorStream, TIndex, T1, T2> LoadImplicitlyGroupedKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action, int customGroupSize, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct
    {
        var kernel = LoadCustom<TIndex>(accelerator, action, customGroupSize);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2>(kernel).LaunchExtent;
    }

    public static Action<TIndex, T1, T2> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action, int customGroupSize)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct =>
        new Launcher<T1, T2>(LoadCustom<TIndex>(accelerator, action, customGroupSize)).LaunchExtent;

    public static Action<TIndex, T1, T2> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action, int customGroupSize, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct
    {
        var kernel = LoadCustom<TIndex>(accelerator, action, customGroupSize);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2>(kernel).LaunchExtent;
    }

    public static Action<AcceleratorStream, TIndex, T1, T2> LoadAutoGroupedKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct =>
        new Launcher<T1, T2>(LoadIndexed<TIndex>(accelerator, action)).LaunchExtent;

    public static Action<AcceleratorStream, TIndex, T1, T2> LoadAutoGroupedKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct
    {
        var kernel = LoadIndexed<TIndex>(accelerator, action);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2>(kernel).LaunchExtent;
    }

    public static Action<TIndex, T1, T2> LoadAutoGroupedStreamKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct =>
        new Launcher<T1, T2>(LoadIndexed<TIndex>(accelerator, action)).LaunchExtent;

    public static Action<TIndex, T1, T2> LoadAutoGroupedStreamKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct
    {
        var kernel = LoadIndexed<TIndex>(accelerator, action);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2>(kernel).LaunchExtent;
    }
}

public abstract partial class Accelerator
{
    public void Launch<T1, T2>(
        Action<T1, T2> action, AcceleratorStream stream, in KernelConfig kernelConfig, T1 arg1, T2 arg2)
        where T1 : struct where T2 : struct =>
        Cached(action, static (accelerator, action) =>
            new Launcher<T1, T2>(KernelLoaders.LoadGrouped(accelerator, action, default)))
            .Launch(stream, kernelConfig, arg1, arg2);

    public void Launch<T1, T2>(Action<T1, T2> action, in KernelConfig kernelConfig, T1 arg1, T2 arg2)
        where T1 : struct where T2 : struct =>
        Launch(action, DefaultStream, kernelConfig, arg1, arg2);

    public void LaunchAutoGrouped<TIndex, T1, T2>(
        Action<TIndex, T1, T2> action, AcceleratorStream stream, TIndex extent, T1 arg1, T2 arg2)
        where TIndex : struct, IGenericIndex<TIndex> where T1 : struct where T2 : struct =>
        Cached(action, static (accelerator, action) =>
            new Launcher<T1, T2>(KernelLoaders.LoadIndexed<TIndex>(accelerator, action)))
            .LaunchExtent(stream, extent, arg1, arg2);

    public void LaunchAutoGrouped<TIndex, T1, T2>(Action<TIndex, T1, T2> action, TIndex extent, T1 arg1, T2 arg2)
        where TIndex : struct, IGenericIndex<TIndex> where T1 : struct where T2 : struct =>
        LaunchAutoGrouped(action, DefaultStream, extent, arg1, arg2);
}
