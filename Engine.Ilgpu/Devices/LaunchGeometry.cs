namespace Engine.Ilgpu.Devices;

/// <summary>The shape of one launch. Every dimension is at least 1.</summary>
/// <param name="GridX">Groups along X; Y and Z likewise.</param>
/// <param name="GroupX">Work items of a group along X (the fastest); Y and Z likewise.</param>
/// <param name="DynamicSharedBytes">Dynamic shared memory of each group.</param>
internal readonly record struct LaunchGeometry(
    int GridX, int GridY, int GridZ,
    int GroupX, int GroupY, int GroupZ,
    int DynamicSharedBytes)
{
    public long Groups => (long)GridX * GridY * GridZ;
    public int GroupSize => GroupX * GroupY * GroupZ;
}
