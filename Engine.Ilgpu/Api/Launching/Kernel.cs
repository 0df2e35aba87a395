using System.Reflection;

namespace ILGPU.Runtime;

/// <summary>A loaded kernel without a type.</summary>
public abstract class Kernel
{
    private protected Kernel()
    {
    }

    /// <summary>The method that launchers are made of.</summary>
    public abstract MethodInfo Launcher { get; }

    public abstract KernelSpecialization Specialization { get; }

    /// <summary>The kernel's parameters, its index not counted.</summary>
    public abstract int NumParameters { get; }

    /// <summary>A typed launcher.</summary>
    /// <typeparam name="TDelegate">
    /// An Action of the stream (which may be left out), the index or KernelConfig, and the kernel's parameters.
    /// </typeparam>
    /// <exception cref="ArgumentException">The delegate does not fit the kernel.</exception>
    public abstract TDelegate CreateLauncherDelegate<TDelegate>()
        where TDelegate : Delegate;

    /// <summary>Launches with boxed arguments; slow, for tools.</summary>
    /// <param name="dimension">The extent, or the KernelConfig of an explicitly grouped kernel.</param>
    public abstract void Launch<TIndex>(AcceleratorStream stream, TIndex dimension, object[] args)
        where TIndex : struct, IIndex;

    /// <inheritdoc cref="Launch{TIndex}"/>
    public void Launch(AcceleratorStream stream, int dimension, object[] args) =>
        Launch(stream, new Index1D(dimension), args);
}
