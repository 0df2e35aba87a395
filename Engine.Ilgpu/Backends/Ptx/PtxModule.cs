namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>A kernel as PTX, and what its launch must know.</summary>
/// <param name="EntryName">The name of its entry.</param>
/// <param name="ParameterBytes">The size of the parameter block; 0 if the entry has none.</param>
/// <param name="SharedBytesInDynamic">To be added to the dynamic shared memory of every launch.</param>
/// <param name="Faults">Where it can fail. If there are any, the fault record's address is the last parameter.</param>
internal sealed record PtxModule(
    string Text, string EntryName, int ParameterBytes, int SharedBytesInDynamic, FaultSites Faults);
