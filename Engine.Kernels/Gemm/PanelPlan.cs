using ILGPU;

namespace Engine.Kernels;

/// <summary>How an operand is packed into panels.</summary>
/// <param name="Width">Columns of a panel.</param>
/// <param name="Depths">Rows of the operand.</param>
/// <param name="Columns">Columns of the operand.</param>
/// <param name="DepthsOfGroup">Depths of a group of the launch.</param>
/// <param name="Length">Floats of all panels.</param>
/// <param name="Copy">The launch of <see cref="Panels.Copy"/>.</param>
/// <param name="Transpose">The launch of <see cref="Panels.Transpose"/>.</param>
internal readonly record struct PanelPlan(
    int Width, int Depths, int Columns, int DepthsOfGroup, long Length, KernelConfig Copy, KernelConfig Transpose)
{
    // Some microseconds of work.
    private const int UsualDepthsOfGroup = 64;

    public static PanelPlan Create(int lanes, int width, int depths, int columns)
    {
        int panels = Divide.Ceiling(columns, width);
        int groups = Divide.Ceiling(depths, UsualDepthsOfGroup);
        return new PanelPlan(
            width,
            depths,
            columns,
            UsualDepthsOfGroup,
            (long)panels * width * Panels.Room(depths),
            new KernelConfig(new Index2D(panels, groups), new Index2D(lanes, 1)),
            new KernelConfig(new Index2D(panels * Divide.Ceiling(width, lanes), groups), new Index2D(lanes, 1)));
    }
}
