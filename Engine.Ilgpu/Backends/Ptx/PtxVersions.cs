namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>
/// Which PTX a driver takes and which a device needs. Text for an older architecture runs on newer devices, so the newest
/// one known that the device has and the driver takes will do; and of the versions that have it, the lowest, which the most drivers take.
/// </summary>
internal static class PtxVersions
{
    /// <summary>CUDA 9: the first whose PTX has warp operations with masks.</summary>
    public const int OldestDriver = 9000;

    // CUDA version as the driver counts it, PTX version times ten.
    private static readonly (int Driver, int Isa)[] OfDriver =
    [
        (9000, 60), (9010, 61), (9020, 61), (10000, 63), (10010, 64), (10020, 65),
        (11000, 70), (11010, 71), (11020, 72), (11030, 73), (11040, 74), (11050, 75), (11060, 76), (11070, 77), (11080, 78),
        (12000, 80), (12010, 81), (12020, 82), (12030, 83), (12040, 84), (12050, 85), (12060, 85), (12070, 86), (12080, 87), (12090, 88),
        (13000, 90),
    ];

    // Architecture, and the first PTX version that has it.
    private static readonly (int Architecture, int Isa)[] OfArchitecture =
    [
        (50, 60), (52, 60), (53, 60), (60, 60), (61, 60), (62, 60), (70, 60), (72, 61), (75, 63),
        (80, 70), (86, 71), (87, 74), (89, 78), (90, 78), (100, 86), (103, 88), (120, 87), (121, 88),
    ];

    /// <summary>The newest PTX version that a driver takes.</summary>
    /// <param name="driver">As cuDriverGetVersion gives it: 12040 for CUDA 12.4.</param>
    /// <returns>Null if the driver is too old.</returns>
    public static int? Newest(int driver)
    {
        int? newest = null;
        foreach (var (version, isa) in OfDriver)
        {
            if (version <= driver)
                newest = isa;
        }
        return newest;
    }

    /// <summary>What to write for a device.</summary>
    /// <param name="major">Of its compute capability.</param>
    /// <returns>Null if the device or its driver is too old.</returns>
    public static PtxTarget? Find(int major, int minor, int driver)
    {
        int device = (major * 10) + minor;
        int? newest = Newest(driver);
        PtxTarget? target = null;
        foreach (var (architecture, isa) in OfArchitecture)
        {
            if (architecture <= device && isa <= newest)
                target = new PtxTarget(isa, architecture);
        }
        return target;
    }
}
