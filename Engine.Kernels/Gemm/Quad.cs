namespace Engine.Kernels;

/// <summary>Four neighbouring floats: one access of 16 bytes where they are aligned to that.</summary>
public record struct Quad
{
    /// <summary>The first.</summary>
    public float X { get; set; }

    /// <summary>The second.</summary>
    public float Y { get; set; }

    /// <summary>The third.</summary>
    public float Z { get; set; }

    /// <summary>The fourth.</summary>
    public float W { get; set; }

    /// <summary>this ← this + factor · values.</summary>
    public void Add(float factor, Quad values)
    {
        X += factor * values.X;
        Y += factor * values.Y;
        Z += factor * values.Z;
        W += factor * values.W;
    }
}
