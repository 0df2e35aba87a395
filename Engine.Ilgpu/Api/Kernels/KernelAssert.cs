using Engine.Ilgpu.Diagnostics;

namespace ILGPU;

/// <summary>
/// Checks of the API's own code. In kernels they are operations of the compiler, there only if the context has
/// assertions; on the host they always check.
/// </summary>
internal static class KernelAssert
{
    /// <summary>One component of an index lies in [0, extent).</summary>
    public static void InBounds(long index, long extent)
    {
        if ((ulong)index >= (ulong)extent)
            Throw.ViewIndex(index, extent);
    }
}
