namespace Engine.Images;

/// <summary>What the filters of PNG predict.</summary>
internal static class PngFilters
{
    /// <summary>The neighbour that is nearest to left + above − corner; the first of them where several are.</summary>
    public static byte Paeth(byte left, byte above, byte corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - (2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
