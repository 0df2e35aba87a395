using ILGPU;

namespace Engine.Kernels;

/// <summary>How <see cref="TensorGemm"/> computes a product of a given size on a given device.</summary>
/// <param name="HasWholeQuads">Whether operands are read by quads.</param>
/// <param name="Launch">The launch.</param>
internal readonly record struct TensorPlan(bool HasWholeQuads, KernelConfig Launch)
{
    // With fewer, the tile is mostly made and unmade.
    private const int FewestDepths = 16;

    // Tiles on a quarter of the multiprocessors are as fast as float32 on all of them.
    private const int FewestShareOfMultiprocessors = 4;

    /// <summary>The plan for a product, or null if it is computed in float32: on devices without TF32, or not asked for it, and for small products.</summary>
    public static TensorPlan? Create<TOrientation>(in DeviceTraits device, int m, int n, int k, int partLength)
        where TOrientation : struct, IGemmOrientation
    {
        long tiles = (long)Divide.Ceiling(m, TensorGemm.Side) * Divide.Ceiling(n, TensorGemm.Side);
        return device.UsesTf32 && partLength >= FewestDepths && tiles * FewestShareOfMultiprocessors >= device.Multiprocessors
            && Divide.Ceiling(m, TensorGemm.Side) <= device.MaxGridY
            ? Create<TOrientation>(m, n, k, partLength)
            : null;
    }

    /// <summary>The plan for a product of any size.</summary>
    public static TensorPlan Create<TOrientation>(int m, int n, int k, int partLength)
        where TOrientation : struct, IGemmOrientation => new(
            TiledPlan.HasQuads<TOrientation>(m, n, k, partLength),
            new KernelConfig(
                new Index3D(
                    Divide.Ceiling(n, TensorGemm.Side),
                    Divide.Ceiling(m, TensorGemm.Side),
                    Math.Max(1, Divide.Ceiling(k, Math.Max(1, partLength)))),
                new Index3D(TensorGemm.Lanes, 1, 1)));
}
