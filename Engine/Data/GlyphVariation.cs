namespace Engine.Data;

/// <summary>
/// How much the glyphs of <see cref="SyntheticDigits"/> vary: enough that a linear model stays under 97% test accuracy,
/// little enough that a network of one hidden layer passes it. Lengths are in pixels unless said otherwise.
/// </summary>
internal static class GlyphVariation
{
    /// <summary>Tangent of half the largest rotation: about 11 degrees to either side.</summary>
    public const float HalfTurn = 0.1f;

    /// <summary>Horizontal shear, in units of the height.</summary>
    public const float Slant = 0.25f;

    public const float NarrowGlyph = 10;
    public const float WideGlyph = 15;
    public const float LowGlyph = 16;
    public const float HighGlyph = 20;

    public const float Shift = 2;

    /// <summary>How far a point of a stroke strays, in units of the glyph.</summary>
    public const float Shake = 0.07f;

    /// <summary>Half the width of the finest stroke.</summary>
    public const float ThinPen = 0.6f;

    /// <summary>Half the width of the broadest stroke.</summary>
    public const float ThickPen = 1.7f;

    public const int MostScratches = 1;
    public const float ScratchLength = 8;

    /// <summary>Brightness of the faintest ink; 1 is full.</summary>
    public const float FaintestInk = 0.6f;

    /// <summary>Amplitude of the noisiest scan; 1 is full ink.</summary>
    public const float MostGrain = 0.25f;
}
