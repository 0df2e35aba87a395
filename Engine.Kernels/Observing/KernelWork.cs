namespace Engine.Kernels;

/// <summary>What a call of a <see cref="KernelSet"/> method computes and moves, as its shapes say.</summary>
/// <param name="Kernel">The operation's name with that of its functor, such as "update-weights-adam".</param>
/// <param name="FloatOperations">Floating-point operations of matrix products; 0 where memory is what counts.</param>
/// <param name="Bytes">Bytes that must be read and written at least, each counted once.</param>
public readonly record struct KernelWork(string Kernel, long FloatOperations, long Bytes);
