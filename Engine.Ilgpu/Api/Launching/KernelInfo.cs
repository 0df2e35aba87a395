namespace ILGPU.Runtime;

/// <summary>What loading has chosen for a kernel.</summary>
public sealed class KernelInfo
{
    public KernelInfo(int? minGroupSize, int? minGridSize)
    {
        MinGroupSize = minGroupSize;
        MinGridSize = minGridSize;
    }

    /// <summary>The group size of automatically and implicitly grouped launches.</summary>
    public int? MinGroupSize { get; }

    /// <summary>The groups that keep the device busy.</summary>
    public int? MinGridSize { get; }

    public void Dump(TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        textWriter.WriteLine($"Group size: {MinGroupSize?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "given at launch"}");
        textWriter.WriteLine($"Grid size:  {MinGridSize?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "given at launch"}");
    }
}
