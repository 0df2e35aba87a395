using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>Sizes that must be known when the kernel is compiled.</summary>
internal static class ConstantSize
{
    // Local and shared memory are small; this only keeps arithmetic on sizes from overflowing.
    private const long Maximum = 1 << 28;

    /// <param name="size">The size as translated.</param>
    /// <param name="what">What it is, for the error.</param>
    public static long Require(Value size, string what, TranslationOptions options)
    {
        if (size is not Constant constant)
        {
            if (options.UnknownSizes)
                return 1;
            throw new KernelCompilationException($"{what} must be a constant when the kernel is compiled (a literal, a const, a static readonly field or a SpecializedValue).");
        }
        if (constant.Bits is < 0 or > Maximum)
            throw new KernelCompilationException($"{what} is {constant.Bits}; it must be between 0 and {Maximum}.");
        return constant.Bits;
    }
}
