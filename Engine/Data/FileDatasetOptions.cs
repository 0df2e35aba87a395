namespace Engine;

/// <summary>How files of the user become a data set.</summary>
public sealed record FileDatasetOptions
{
    /// <summary>The share that <see cref="TestSplit"/> has if none is given.</summary>
    public const float DefaultTestSplit = 0.2f;

    /// <summary>
    /// For folders of pictures: scales each to so many pixels a side, without regard to its proportions, as Keras does;
    /// null to ask for pictures of one size.
    /// </summary>
    public int? ImageSize { get; init; }

    /// <summary>
    /// For CSV: the label's column, by its name in the header or its number from 0; null for the one column that is called
    /// label, class or target.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>The share of the samples to test on where the files do not tell training and test samples apart; above 0 and below 1.</summary>
    public float TestSplit { get; init; } = DefaultTestSplit;
}
