namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>Which PTX version and which target a thing needs. Versions are ten times their number.</summary>
internal static class PtxFeatures
{
    /// <summary>The first PTX version that knows a target; null for one that there is not.</summary>
    public static int? VersionOf(int target) => target switch
    {
        30 => 30,
        32 => 40,
        35 => 31,
        37 => 41,
        50 => 40,
        52 => 41,
        53 => 42,
        60 or 61 or 62 => 50,
        70 => 60,
        72 => 61,
        75 => 63,
        80 => 70,
        86 => 71,
        87 => 74,
        89 or 90 => 78,
        100 or 101 => 86,
        120 => 87,
        103 or 121 => 88,
        _ => null,
    };
}
