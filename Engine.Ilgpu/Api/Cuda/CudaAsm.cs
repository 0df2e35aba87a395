namespace ILGPU.Runtime.Cuda;

/// <summary>
/// PTX written into a kernel. %0, %1, … in the text are the arguments, registers of the kinds that their types have;
/// %% is a percent sign. Arguments are of 4 or 8 bytes, or bool, a predicate.
/// </summary>
public static partial class CudaAsm
{
    /// <summary>In a kernel: whether it is compiled for CUDA, a constant. Elsewhere false.</summary>
    public static bool IsSupported => false;

    /// <summary>
    /// Writes instructions, with their semicolons, where the call stands. A first argument that is <c>out</c> is written by
    /// them; all others are read, and must not be written. The instructions may read and write any memory.
    /// </summary>
    /// <exception cref="NotSupportedException">It is called outside of a kernel. In a kernel of another accelerator, it fails when that is loaded.</exception>
    public static void Emit(string asm) => throw InKernelsOnly();

    /// <summary>
    /// Like <see cref="Emit(string)"/>, with arguments each of which is an <see cref="Input{T}"/>, <see cref="Output{T}"/> or
    /// <see cref="Ref{T}"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">It is called outside of a kernel. In a kernel of another accelerator, it fails when that is loaded.</exception>
    public static void EmitRef<T0>(string asm, ref T0 arg0)
        where T0 : struct => throw InKernelsOnly();

    private static NotSupportedException InKernelsOnly() => new("CudaAsm writes PTX into kernels; on the host there is nothing to write into.");
}
