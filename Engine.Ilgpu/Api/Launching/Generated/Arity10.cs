// Written by scripts/generate-launchers.py.
using System.Runtime.CompilerServices;
using Engine.Ilgpu.Backends;

namespace ILGPU.Runtime;

/// <summary>Launches a kernel of 10 parameters.</summary>
[SkipLocalsInit]
internal sealed unsafe class Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(KernelHandle kernel)
    where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
{
    private static readonly int Size = ArgumentWriter<T1>.Size + ArgumentWriter<T2>.Size + ArgumentWriter<T3>.Size + ArgumentWriter<T4>.Size + ArgumentWriter<T5>.Size + ArgumentWriter<T6>.Size + ArgumentWriter<T7>.Size + ArgumentWriter<T8>.Size + ArgumentWriter<T9>.Size + ArgumentWriter<T10>.Size;

    public KernelHandle Kernel => kernel;

    public void Launch(KernelConfig config, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10) =>
        Launch(kernel.Accelerator.DefaultStream, config, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10);

    public void Launch(AcceleratorStream stream, KernelConfig config, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10)
    {
        byte* block = stackalloc byte[Size];
        Write(block, ref arg1, ref arg2, ref arg3, ref arg4, ref arg5, ref arg6, ref arg7, ref arg8, ref arg9, ref arg10);
        kernel.Launch(stream, config, block);
    }

    public void LaunchExtent<TIndex>(TIndex extent, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10)
        where TIndex : struct, IIndex =>
        LaunchExtent(kernel.Accelerator.DefaultStream, extent, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10);

    public void LaunchExtent<TIndex>(AcceleratorStream stream, TIndex extent, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10)
        where TIndex : struct, IIndex
    {
        byte* block = stackalloc byte[ExtentWriter.MaximumSize + Size];
        Write(ExtentWriter.Write(extent, block, out var dimensions), ref arg1, ref arg2, ref arg3, ref arg4, ref arg5, ref arg6, ref arg7, ref arg8, ref arg9, ref arg10);
        kernel.LaunchExtent(stream, dimensions, block);
    }

    private void Write(byte* block, ref T1 arg1, ref T2 arg2, ref T3 arg3, ref T4 arg4, ref T5 arg5, ref T6 arg6, ref T7 arg7, ref T8 arg8, ref T9 arg9, ref T10 arg10)
    {
        block = ArgumentWriter<T1>.Write(ref arg1, block, kernel.Accelerator);
        block = ArgumentWriter<T2>.Write(ref arg2, block, kernel.Accelerator);
        block = ArgumentWriter<T3>.Write(ref arg3, block, kernel.Accelerator);
        block = ArgumentWriter<T4>.Write(ref arg4, block, kernel.Accelerator);
        block = ArgumentWriter<T5>.Write(ref arg5, block, kernel.Accelerator);
        block = ArgumentWriter<T6>.Write(ref arg6, block, kernel.Accelerator);
        block = ArgumentWriter<T7>.Write(ref arg7, block, kernel.Accelerator);
        block = ArgumentWriter<T8>.Write(ref arg8, block, kernel.Accelerator);
        block = ArgumentWriter<T9>.Write(ref arg9, block, kernel.Accelerator);
        _ = ArgumentWriter<T10>.Write(ref arg10, block, kernel.Accelerator);
    }
}

public static partial class KernelLoaders
{
    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(LoadGrouped(accelerator, action, default)).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = LoadGrouped(accelerator, action, default);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(kernel).Launch;
    }

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, KernelSpecialization specialization)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(LoadGrouped(accelerator, action, specialization)).Launch;

    public static Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = LoadGrouped(accelerator, action, specialization);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(kernel).Launch;
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(LoadGrouped(accelerator, action, default)).Launch;

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = LoadGrouped(accelerator, action, default);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(kernel).Launch;
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, KernelSpecialization specialization)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(LoadGrouped(accelerator, action, specialization)).Launch;

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, KernelSpecialization specialization, out KernelInfo kernelInfo)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = LoadGrouped(accelerator, action, specialization);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(kernel).Launch;
    }

    public static Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadImplicitlyGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, int customGroupSize)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(LoadCustom<TIndex>(accelerator, action, customGroupSize)).LaunchExtent;

    public static Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadImplicitlyGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, int customGroupSize, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = LoadCustom<TIndex>(accelerator, action, customGroupSize);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(kernel).LaunchExtent;
    }

    public static Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, int customGroupSize)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(LoadCustom<TIndex>(accelerator, action, customGroupSize)).LaunchExtent;

    public static Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadImplicitlyGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, int customGroupSize, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = LoadCustom<TIndex>(accelerator, action, customGroupSize);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(kernel).LaunchExtent;
    }

    public static Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(LoadIndexed<TIndex>(accelerator, action)).LaunchExtent;

    public static Action<AcceleratorStream, TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadAutoGroupedKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = LoadIndexed<TIndex>(accelerator, action);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(kernel).LaunchExtent;
    }

    public static Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(LoadIndexed<TIndex>(accelerator, action)).LaunchExtent;

    public static Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, out KernelInfo kernelInfo)
        where TIndex : struct, IIndex where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = LoadIndexed<TIndex>(accelerator, action);
        kernelInfo = kernel.Info;
        return new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(kernel).LaunchExtent;
    }
}

public abstract partial class Accelerator
{
    public void Launch<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, AcceleratorStream stream, in KernelConfig kernelConfig, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        Cached(action, static (accelerator, action) =>
            new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(KernelLoaders.LoadGrouped(accelerator, action, default)))
            .Launch(stream, kernelConfig, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10);

    public void Launch<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, in KernelConfig kernelConfig, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        Launch(action, DefaultStream, kernelConfig, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10);

    public void LaunchAutoGrouped<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(
        Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, AcceleratorStream stream, TIndex extent, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10)
        where TIndex : struct, IGenericIndex<TIndex> where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        Cached(action, static (accelerator, action) =>
            new Launcher<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(KernelLoaders.LoadIndexed<TIndex>(accelerator, action)))
            .LaunchExtent(stream, extent, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10);

    public void LaunchAutoGrouped<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Action<TIndex, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action, TIndex extent, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10)
        where TIndex : struct, IGenericIndex<TIndex> where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct =>
        LaunchAutoGrouped(action, DefaultStream, extent, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10);
}
