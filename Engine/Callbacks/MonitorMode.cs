namespace Engine;

/// <summary>Which figures are better.</summary>
public enum MonitorMode
{
    /// <summary>Smaller ones of a loss, larger ones of anything else.</summary>
    Auto,

    /// <summary>Smaller ones.</summary>
    Min,

    /// <summary>Larger ones.</summary>
    Max,
}
