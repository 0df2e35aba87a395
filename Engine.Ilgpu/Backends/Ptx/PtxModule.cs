using Engine.Ilgpu.Analyses;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>A kernel as PTX, and what its launch must know.</summary>
/// <param name="EntryName">The name of its entry.</param>
/// <param name="ParameterBytes">The size of the parameter block; 0 if the entry has none.</param>
/// <param name="SharedBytesInDynamic">To be added to the dynamic shared memory of every launch.</param>
/// <param name="Faults">Where it can fail. If there are any, the fault record's address is the last parameter.</param>
internal sealed record PtxModule(
    string Text, string EntryName, int ParameterBytes, int SharedBytesInDynamic, FaultSites Faults)
{
    /// <summary>Where in the parameter block the pointers lie that must be aligned to 16 bytes; empty if none must.</summary>
    public IReadOnlyList<int> AlignedPointers { get; init; } = [];

    /// <summary>Whether the pointers of a launch are aligned as the code needs it.</summary>
    public unsafe bool Accepts(byte* parameters)
    {
        foreach (int offset in AlignedPointers)
        {
            long* slot = (long*)(parameters + offset);
            if (((slot[0] + slot[1]) & (PointerAlignment.Most - 1)) != 0)
                return false;
        }
        return true;
    }
}
