namespace ILGPU.Runtime;

/// <summary>What a device can do beyond the common set.</summary>
public abstract class CapabilityContext
{
    private protected CapabilityContext()
    {
    }
}
