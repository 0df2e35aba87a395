namespace Engine;

/// <summary>The figures of an epoch by the names that Keras gives them.</summary>
internal static class EpochColumns
{
    // What stands for a figure that an epoch lacks: a NaN that no arithmetic produces.
    private static readonly double s_absent = BitConverter.UInt64BitsToDouble(0x7FF8_0000_456E_6731);

    private static readonly (string Name, Func<EpochResult, double?> Get)[] s_columns =
    [
        ("epoch", epoch => epoch.Epoch),
        ("loss", epoch => epoch.Loss),
        ("accuracy", epoch => epoch.Accuracy),
        ("val_loss", epoch => epoch.ValidationLoss),
        ("val_accuracy", epoch => epoch.ValidationAccuracy),
        ("seconds", epoch => epoch.Seconds),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. s_columns.Select(column => column.Name)];

    /// <summary>The columns that say how good a model is.</summary>
    public static IReadOnlyList<string> Metrics { get; } = [.. Names.Except(["epoch", "seconds"])];

    /// <summary>A figure by its name in <see cref="Names"/>; null if the epoch lacks it.</summary>
    public static double? Get(EpochResult epoch, string name) => Array.Find(s_columns, column => column.Name == name).Get(epoch);

    /// <summary>All figures in the order of <see cref="Names"/>, each as the 64 bits of a double.</summary>
    public static IEnumerable<double> Pack(EpochResult epoch) => s_columns.Select(column => column.Get(epoch) ?? s_absent);

    /// <summary>An epoch from figures in the order of <see cref="Names"/>, null for those that it lacks.</summary>
    public static EpochResult Create(IEnumerable<double?> figures) => Unpack([.. figures.Select(figure => figure ?? s_absent)]);

    /// <summary>What <see cref="Pack"/> packed.</summary>
    public static EpochResult Unpack(ReadOnlySpan<double> figures) => new(
        (int)figures[0],
        figures[1],
        figures[2],
        Optional(figures[3]),
        Optional(figures[4]),
        figures[5]);

    private static double? Optional(double figure) =>
        BitConverter.DoubleToUInt64Bits(figure) == BitConverter.DoubleToUInt64Bits(s_absent) ? null : figure;
}
