// Written by scripts/generate-launchers.py.
using System.Runtime.CompilerServices;
using Engine.Ilgpu.Backends;

namespace ILGPU.Runtime;

/// <summary>Launches a kernel of 4 parameters.</summary>
[SkipLocalsInit]
internal sealed unsafe class Launcher<T1, T2, T3, T4>(KernelHandle kernel)
    where T1 : struct where T2 : struct where T3 : struct where T4 : struct
{
    private static readonly int Size = ArgumentWriter<T1>.Size + ArgumentWriter<T2>.Size + ArgumentWriter<T3>.Size + ArgumentWriter<T4>.Size;

    public KernelHandle Kernel => kernel;

    public void Launch(KernelConfig config, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        Launch(kernel.Accelerator.DefaultStream, config, arg1, arg2, arg3, arg4);

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        byte* block = stackalloc byte[Size];
        Write(block, ref arg1, ref arg2, ref arg3, ref arg4);
        kernel.Launch(stream, config, block);
    }

    public void LaunchExtent<TIndex>(TIndex extent, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
        where TIndex : struct, IIndex =>
        LaunchExtent(kernel.Accelerator.DefaultStream, extent, arg1, arg2, arg3, arg4);

    public void LaunchExtent<TIndex>(AcceleratorStream stream, TIndex extent, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
        where TIndex : struct, IIndex
    {
        byte* block = stackalloc byte[ExtentWriter.MaximumSize + Size];
        Write(ExtentWriter.Write(extent, block, out var dimensions), ref arg1, ref arg2, ref arg3, ref arg4);
        kernel.LaunchExtent(stream, dimensions, block);
    }

    private void Write(byte* block, ref T1 arg1, ref T2 arg2, ref T3 arg3, ref T4 arg4)
    {
        block = ArgumentWriter<T1>.Write(ref arg1, block, kernel.Accelerator);
        block = ArgumentWriter<T2>.Write(ref arg2, block, kernel.Accelerator);
        block = ArgumentWriter<T3>.Write(ref arg3, block, kernel.Accelerator);
        _ = ArgumentWriter<T4>.Write(ref arg4, block, kernel.Accelerator);
    }
}

public static partial class KernelLoaders
{
    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4> LoadKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        new Launcher<T1, T2, T3, T4>(LoadGrouped(accelerator, action, default)).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4> LoadKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = LoadGrouped(accelerator, action, default);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4>(kernel).Launch;
    }

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4> LoadKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action, KernelSpecialization specialization)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        new Launcher<T1, T2, T3, T4>(LoadGrouped(accelerator, action, specialization)).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4> LoadKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = LoadGrouped(accelerator, action, specialization);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4>(kernel).Launch;
    }

    public static Action<KernelConfig, T1, T2, T3, T4> LoadStreamKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        new Launcher<T1, T2, T3, T4>(LoadGrouped(accelerator, action, default)).Launch;

    public static Action<KernelConfig, T1, T2, T3, T4> LoadStreamKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = LoadGrouped(accelerator, action, default);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4>(kernel).Launch;
    }

    public static Action<KernelConfig, T1, T2, T3, T4> LoadStreamKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action, KernelSpecialization specialization)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        new Launcher<T1, T2, T3, T4>(LoadGrouped(accelerator, action, specialization)).Launch;

    public static Action<KernelConfig, T1, T2, T3, T4> LoadStreamKernel<T1, T2, T3, T4>(
        this Accelerator accelerator, Action<T1, T2, T3, T4> action, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = LoadGrouped(accelerator, action, specialization);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4>(kernel).Launch;
    }

    public static Action<AcceleratorStream, TIndex, T1, T2, T3, T4> LoadImplicitlyGroupedKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action, int customGroupSize)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        new Launcher<T1, T2, T3, T4>(LoadCustom<TIndex>(accelerator, action, customGroupSize)).LaunchExtent;

    public static Action<AcceleratorStream, TIndex, T1, T2, T3, T4> LoadImplicitlyGroupedKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action, int customGroupSize, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = LoadCustom<TIndex>(accelerator, action, customGroupSize);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4>(kernel).LaunchExtent;
    }

    public static Action<TIndex, T1, T2, T3, T4> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action, int customGroupSize)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        new Launcher<T1, T2, T3, T4>(LoadCustom<TIndex>(accelerator, action, customGroupSize)).LaunchExtent;

    public static Action<TIndex, T1, T2, T3, T4> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action, int customGroupSize, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = LoadCustom<TIndex>(accelerator, action, customGroupSize);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4>(kernel).LaunchExtent;
    }

    public static Action<AcceleratorStream, TIndex, T1, T2, T3, T4> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        new Launcher<T1, T2, T3, T4>(LoadIndexed<TIndex>(accelerator, action)).LaunchExtent;

    public static Action<AcceleratorStream, TIndex, T1, T2, T3, T4> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = LoadIndexed<TIndex>(accelerator, action);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4>(kernel).LaunchExtent;
    }

    public static Action<TIndex, T1, T2, T3, T4> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        new Launcher<T1, T2, T3, T4>(LoadIndexed<TIndex>(accelerator, action)).LaunchExtent;

    public static Action<TIndex, T1, T2, T3, T4> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = LoadIndexed<TIndex>(accelerator, action);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4>(kernel).LaunchExtent;
    }
}

public abstract partial class Accelerator
{
    public void Launch<T1, T2, T3, T4>(
        Action<T1, T2, T3, T4> action, AcceleratorStream stream, in KernelConfig kernelConfig, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        Cached(action, static (accelerator, action) =>
            new Launcher<T1, T2, T3, T4>(KernelLoaders.LoadGrouped(accelerator, action, default)))
            .Launch(stream, kernelConfig, arg1, arg2, arg3, arg4);

    public void Launch<T1, T2, T3, T4>(Action<T1, T2, T3, T4> action, in KernelConfig kernelConfig, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        Launch(action, DefaultStream, kernelConfig, arg1, arg2, arg3, arg4);

    public void LaunchAutoGrouped<TIndex, T1, T2, T3, T4>(
        Action<TIndex, T1, T2, T3, T4> action, AcceleratorStream stream, TIndex extent, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
        where TIndex : struct, IGenericIndex<TIndex> where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        Cached(action, static (accelerator, action) =>
            new Launcher<T1, T2, T3, T4>(KernelLoaders.LoadIndexed<TIndex>(accelerator, action)))
            .LaunchExtent(stream, extent, arg1, arg2, arg3, arg4);

    public void LaunchAutoGrouped<TIndex, T1, T2, T3, T4>(Action<TIndex, T1, T2, T3, T4> action, TIndex extent, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
        where TIndex : struct, IGenericIndex<TIndex> where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        LaunchAutoGrouped(action, DefaultStream, extent, arg1, arg2, arg3, arg4);
}
