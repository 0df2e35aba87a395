using System.Collections.Concurrent;
using System.Globalization;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Code of a kernel for groups that warps do not fill row by row, such as 8 × 8 or 100 items: as one row, see <see cref="FlatGroup"/>,
/// for which there are vectors. Compiled for each size when a launch first needs it.
/// </summary>
/// <remarks>Items of a warp that is not full are masked, unless the kernel synchronises: then they stay scalar code.</remarks>
internal sealed class FlatGroups(Function function, CpuTarget target, MachineCodeDump? machineCode)
{
    private readonly bool _synchronizes =
        function.Instructions.Any(instruction => instruction.Op.Is(OpTraits.GroupSync | OpTraits.WarpSync));

    private readonly ConcurrentDictionary<(int X, int Y, int Z, int Row), Lazy<CpuKernel>> _kernels = new();

    /// <summary>Code for a launch, and the geometry to launch it with; null if the usual code is as good.</summary>
    public CpuKernel? Find(ref LaunchGeometry geometry)
    {
        int size = geometry.GroupSize;
        int rest = size % target.WarpSize;
        bool fits = geometry.GroupX % target.WarpSize == 0 || geometry.GroupX == size;
        bool pads = rest > 1 && !_synchronizes;
        if (!pads && (fits || size < target.WarpSize) || geometry.Groups * size < target.FewestFlatItems)
            return null;
        int row = pads ? size - rest + target.WarpSize : size;
        var kernel = _kernels.GetOrAdd(
            (geometry.GroupX, geometry.GroupY, geometry.GroupZ, row),
            static (key, groups) => new(() => groups.Compile(key.X, key.Y, key.Z, key.Row)), this);
        geometry = geometry with { GroupX = row, GroupY = 1, GroupZ = 1 };
        return kernel.Value;
    }

    private CpuKernel Compile(int x, int y, int z, int row)
    {
        var flat = FlatGroup.Of(function, x, y, z, row);
        PassPipeline.Run(flat, new PassOptions());
        return CpuEmitter.CompileFlat(flat, target, string.Create(CultureInfo.InvariantCulture, $"groups of {x}x{y}x{z}"), machineCode);
    }
}
