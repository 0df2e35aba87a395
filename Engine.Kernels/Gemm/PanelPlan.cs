using ILGPU;

namespace Engine.Kernels;

/// <summary>How an operand is packed into panels.</summary>
/// <param name="Width">Columns of a panel.</param>
/// <param name="Depths">Rows of the operand.</param>
/// <param name="Columns">Columns of the operand.</param>
/// <param name="DepthsOfCopy">Depths of a group of <paramref name="Copy"/>.</param>
/// <param name="DepthsOfTranspose">Depths of a group of <paramref name="Transpose"/>.</param>
/// <param name="Length">Floats of all panels.</param>
/// <param name="Copy">The launch of <see cref="Panels.Copy"/>.</param>
/// <param name="Transpose">The launch of <see cref="Panels.Transpose"/>.</param>
internal readonly record struct PanelPlan(
    int Width,
    int Depths,
    int Columns,
    int DepthsOfCopy,
    int DepthsOfTranspose,
    long Length,
    KernelConfig Copy,
    KernelConfig Transpose)
{
    // Each depth is another row of memory, of which a processor follows a few at a time.
    private const int FewDepths = 16;

    // A column is a row of memory, read as far as it goes.
    private const int ManyDepths = 512;

    public static PanelPlan Create(int lanes, int width, int depths, int columns)
    {
        int panels = Divide.Ceiling(columns, width);
        return new PanelPlan(
            width,
            depths,
            columns,
            FewDepths,
            ManyDepths,
            (long)panels * width * Panels.Room(depths),
            new KernelConfig(new Index2D(panels, Divide.Ceiling(depths, FewDepths)), new Index2D(lanes, 1)),
            new KernelConfig(
                new Index2D(panels * Divide.Ceiling(width, lanes), Divide.Ceiling(depths, ManyDepths)), new Index2D(lanes, 1)));
    }
}
