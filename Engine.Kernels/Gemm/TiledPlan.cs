using ILGPU;

namespace Engine.Kernels;

/// <summary>How <see cref="TiledGemm"/> computes a product of a given size on a given device.</summary>
/// <param name="IsLarge">Whether tiles are 128 × 128; else 64 × 64.</param>
/// <param name="HasWholeQuads">Whether operands are read by quads.</param>
/// <param name="Launch">The launch.</param>
internal readonly record struct TiledPlan(bool IsLarge, bool HasWholeQuads, KernelConfig Launch)
{
    private const int LargeSide = 128;
    private const int SmallSide = 64;
    private const int LanesOfLarge = 256;
    private const int LanesOfSmall = 64;

    // A tile is read for each block of depths: with fewer, the tile is mostly made and unmade.
    private const int FewestDepths = 16;

    // Small tiles on fewer multiprocessors than these are slower than smaller ones on all of them.
    private const int FewestShareOfMultiprocessors = 4;

    /// <summary>The plan for a product, or null if <see cref="Gemm"/> serves it better.</summary>
    public static TiledPlan? Create<TOrientation>(in DeviceTraits device, int m, int n, int k, int partLength)
        where TOrientation : struct, IGemmOrientation
    {
        if (!device.HasTiles || partLength < FewestDepths)
        {
            return null;
        }

        bool isLarge = Tiles(LargeSide, m, n) >= device.Multiprocessors;
        if ((!isLarge && Tiles(SmallSide, m, n) * FewestShareOfMultiprocessors < device.Multiprocessors)
            || Divide.Ceiling(m, isLarge ? LargeSide : SmallSide) > device.MaxGridY)
        {
            return null;
        }

        return Create<TOrientation>(isLarge, m, n, k, partLength);
    }

    /// <summary>The plan with tiles of a given size.</summary>
    public static TiledPlan Create<TOrientation>(bool isLarge, int m, int n, int k, int partLength)
        where TOrientation : struct, IGemmOrientation
    {
        int side = isLarge ? LargeSide : SmallSide;
        int parts = Math.Max(1, Divide.Ceiling(k, Math.Max(1, partLength)));
        return new TiledPlan(
            isLarge,
            HasQuads<TOrientation>(m, n, k, partLength),
            new KernelConfig(
                new Index3D(Divide.Ceiling(n, side), Divide.Ceiling(m, side), parts),
                new Index3D(isLarge ? LanesOfLarge : LanesOfSmall, 1, 1)));
    }

    /// <summary>Whether all lines of operands and result are multiples of four long.</summary>
    public static bool HasQuads<TOrientation>(int m, int n, int k, int partLength)
        where TOrientation : struct, IGemmOrientation =>
        n % 4 == 0
        && IsWhole(TOrientation.HasNeighbouringRows, m, k, partLength)
        && IsWhole(TOrientation.HasNeighbouringColumns, n, k, partLength);

    private static bool IsWhole(bool hasNeighbouringSides, int sides, int k, int partLength) =>
        hasNeighbouringSides ? sides % 4 == 0 : k > 0 && k % 4 == 0 && partLength % 4 == 0;

    private static long Tiles(int side, int m, int n) => (long)Divide.Ceiling(m, side) * Divide.Ceiling(n, side);
}
