namespace Engine.Ilgpu.IR;

/// <summary>What launches of a kernel keep to; a device may choose by it how many registers an item gets.</summary>
/// <param name="MaxGroupSize">The most items of a group; null if nothing is promised.</param>
/// <param name="MinGroups">How many groups should run on a multiprocessor at a time; null for as many as there may be.</param>
internal readonly record struct LaunchBounds(int? MaxGroupSize, int? MinGroups);
