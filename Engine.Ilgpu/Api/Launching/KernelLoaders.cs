namespace ILGPU.Runtime;

/// <summary>
/// Loads kernels: compiles a static method for an accelerator and gives a typed launcher. Loading the same method again
/// is cheap. Launchers of the form with "Stream" in their name use the accelerator's default stream.
/// </summary>
public static partial class KernelLoaders
{
    internal static KernelHandle LoadGrouped(Accelerator accelerator, Delegate action, KernelSpecialization specialization)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        return new(accelerator, KernelMethod.Of(action), typeof(KernelConfig), 0, specialization);
    }

    internal static KernelHandle LoadIndexed<TIndex>(Accelerator accelerator, Delegate action)
        where TIndex : struct, IIndex
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        return new(accelerator, KernelMethod.Of(action), KernelMethod.IndexType(typeof(TIndex), action.Method), 0, default);
    }

    internal static KernelHandle LoadCustom<TIndex>(Accelerator accelerator, Delegate action, int customGroupSize)
        where TIndex : struct, IIndex
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        accelerator.CheckCustomGroupSize(customGroupSize);
        var method = KernelMethod.Of(action);
        return new(accelerator, method, KernelMethod.IndexType(typeof(TIndex), method), customGroupSize, default);
    }
}
