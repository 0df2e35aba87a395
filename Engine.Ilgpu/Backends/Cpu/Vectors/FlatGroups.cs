using System.Collections.Concurrent;
using System.Globalization;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Code of a kernel for groups that warps do not fill row by row, such as 8 × 8 or 100 items: as one row, see <see cref="FlatGroup"/>,
/// for which there are vectors. Compiled for each size once its launches have taken about as long as that takes.
/// </summary>
/// <remarks>Items of a warp that is not full are masked, unless the kernel synchronises: then they stay scalar code.</remarks>
internal sealed class FlatGroups(Function function, CpuTarget target, MachineCodeDump? machineCode)
{
    /// <summary>Sizes that one kernel gets code for.</summary>
    private const int MostSizes = 64;

    private readonly bool _synchronizes =
        function.Instructions.Any(instruction => instruction.Op.Is(OpTraits.GroupSync | OpTraits.WarpSync));

    private readonly ConcurrentDictionary<(int X, int Y, int Z), Size> _sizes = new();

    /// <summary>Code for a launch, and the geometry to launch it with; null if it is to be the usual code.</summary>
    public CpuKernel? Find(ref LaunchGeometry geometry)
    {
        int items = geometry.GroupSize;
        int rest = items % target.WarpSize;
        bool fits = geometry.GroupX % target.WarpSize == 0 || geometry.GroupX == items;
        bool pads = rest > 1 && !_synchronizes;
        if (!pads && (fits || items < target.WarpSize))
            return null;
        var key = (geometry.GroupX, geometry.GroupY, geometry.GroupZ);
        if (!_sizes.TryGetValue(key, out var size) && (size = Add(key, pads ? items - rest + target.WarpSize : items)) is null)
            return null;
        if (Interlocked.Add(ref size.Items, geometry.Groups * items) < target.FewestFlatItems)
            return null;
        geometry = geometry with { GroupX = size.Row, GroupY = 1, GroupZ = 1 };
        return size.Kernel.Value;
    }

    private Size? Add((int X, int Y, int Z) key, int row) =>
        _sizes.Count < MostSizes ? _sizes.GetOrAdd(key, new Size(row, new(() => Compile(key.X, key.Y, key.Z, row)))) : null;

    private CpuKernel Compile(int x, int y, int z, int row)
    {
        var flat = FlatGroup.Of(function, x, y, z, row);
        PassPipeline.Run(flat, new PassOptions());
        return CpuEmitter.CompileFlat(flat, target, string.Create(CultureInfo.InvariantCulture, $"groups of {x}x{y}x{z}"), machineCode);
    }

    private sealed class Size(int row, Lazy<CpuKernel> kernel)
    {
        /// <summary>Of all launches so far.</summary>
        public long Items;

        public int Row => row;

        public Lazy<CpuKernel> Kernel => kernel;
    }
}
