using System.Reflection.Emit;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Runs groups [first, end) of a launch, one after another, from start to end.</summary>
internal unsafe delegate void GroupsCode(KernelFrame* frame, long firstGroup, long endGroup);

/// <summary>
/// Runs consecutive items from a position to the next synchronisation: of one warp in scalar code, all of the group in
/// vector code.
/// </summary>
/// <returns>Its number, or <see cref="LaneEmitter.Ended"/>.</returns>
internal unsafe delegate int RegionCode(KernelFrame* frame, int firstItem, int count, int position);

/// <summary>
/// Turns a function into .NET code: a kernel without synchronisation into one method that runs whole groups, any
/// other into one method a region, which <see cref="GroupScheduler"/> calls warp by warp.
/// Dynamic methods are optimised at once and end with the kernel that holds them.
/// </summary>
internal static unsafe class CpuEmitter
{
    public const int FaultsArgument = 0;
    public const int FirstGroupArgument = 2;
    public const int EndGroupArgument = 3;
    public const int PositionArgument = 4;

    private static readonly Type[] GroupsParameters = [typeof(FaultTable), typeof(KernelFrame*), typeof(long), typeof(long)];
    private static readonly Type[] VectorGroupsParameters = [typeof(ScalarFallback), typeof(KernelFrame*), typeof(long), typeof(long)];
    private static readonly Type[] VectorRegionParameters =
        [typeof(ScalarFallback), typeof(KernelFrame*), typeof(int), typeof(int), typeof(int)];
    private static readonly Type[] RegionParameters =
        [typeof(FaultTable), typeof(KernelFrame*), typeof(int), typeof(int), typeof(int)];

    /// <summary>Compiles a function.</summary>
    /// <param name="listing">If given, receives the emitted IL as text.</param>
    /// <param name="machineCode">If given, receives what .NET makes of that, also of code that is compiled later.</param>
    /// <exception cref="ArgumentException">An operation is not defined on its types.</exception>
    public static CpuKernel Compile(
        Function function, CpuTarget target, TextWriter? listing = null, MachineCodeDump? machineCode = null) =>
        Compile(
            new KernelCode(function, target) { MachineCode = machineCode }, listing,
            target.UsesVectors ? new FlatGroups(function, target, machineCode) : null);

    /// <summary>Compiles a function for groups of one row of a certain size.</summary>
    /// <param name="variant">Which one it is, in words, for names and dumps.</param>
    public static CpuKernel CompileFlat(Function function, CpuTarget target, string variant, MachineCodeDump? machineCode) =>
        Compile(new KernelCode(function, target) { MachineCode = machineCode, Variant = variant }, null, null);

    private static CpuKernel Compile(KernelCode code, TextWriter? listing, FlatGroups? flat)
    {
        bool usesVectors = code.Target.UsesVectors;
        var plan = usesVectors ? code.VectorPlan : code.ScalarPlan;
        return new CpuKernel(code.Function.Name, code.Scratch, flat, (plan.SyncPoints.Count, usesVectors) switch
        {
            (0, true) => EmitVectorGroups(code, "", code.VectorPlan, new ScalarFallback(code), listing),
            (0, false) => EmitGroups(code, listing),
            (_, true) => ScheduleVectors(code, listing),
            _ => ScheduleScalars(code, listing),
        });
    }

    private static GroupsCode ScheduleVectors(KernelCode code, TextWriter? listing)
    {
        var fallback = new ScalarFallback(code);
        var regions = new Lazy<RegionCode>[code.VectorPlan.SyncPoints.Count + 1];
        foreach (var region in code.VectorPlan.Regions)
        {
            // Kernels for groups of one warp never run them.
            var compiled = new Lazy<RegionCode>(() => EmitVectorRegion(code, region, fallback, listing));
            if (listing is not null)
                _ = compiled.Value;
            foreach (var (pc, _) in region.Entries)
                regions[pc] = compiled;
        }
        return new GroupScheduler(code, regions, () => EmitVectorGroups(code, "whole warps", code.WholePlan, fallback, null)).Run;
    }

    private static GroupsCode ScheduleScalars(KernelCode code, TextWriter? listing)
    {
        var regions = new Lazy<RegionCode>[code.ScalarPlan.SyncPoints.Count + 1];
        Array.Fill(regions, new(new ScalarFallback(code, true, listing).Run));
        return new GroupScheduler(code, regions).Run;
    }

    private static GroupsCode EmitGroups(KernelCode code, TextWriter? listing)
    {
        var region = code.ScalarPlan.Regions[0];
        var (method, il) = Begin(code, "", typeof(void), GroupsParameters, listing);
        var uniforms = new UniformEmitter(il, code, region.Segments);
        var items = new GroupItems(il, code, uniforms);
        uniforms.Emit(Rate.Launch);
        items.EmitPrologue();
        GroupLoop.Emit(il, () =>
        {
            uniforms.Emit(Rate.Group);
            new ScalarLanes(il, code, region, uniforms).Emit(items, null);
        });
        il.Emit(OpCodes.Ret);
        return End<GroupsCode>(code, "", method, code.Faults);
    }

    private static GroupsCode EmitVectorGroups(KernelCode code, string part, RegionPlan plan, ScalarFallback fallback, TextWriter? listing)
    {
        var region = plan.Regions[0];
        var (method, il) = Begin(code, part, typeof(void), VectorGroupsParameters, listing);
        var uniforms = new UniformEmitter(il, code, region.Segments);
        var warps = new WarpVectors(il, code, uniforms);
        uniforms.Emit(Rate.Launch);
        warps.EmitPrologue();
        GroupLoop.Emit(il, () =>
        {
            uniforms.Emit(Rate.Group);
            new VectorLanes(il, code, region, uniforms, fallback).Emit(warps, null);
        });
        il.Emit(OpCodes.Ret);
        return End<GroupsCode>(code, part, method, fallback);
    }

    private static RegionCode EmitVectorRegion(KernelCode code, Region region, ScalarFallback fallback, TextWriter? listing) =>
        EmitRegion(code, "region", region, VectorRegionParameters, fallback, listing, (il, uniforms, exit) =>
        {
            var warps = new WarpVectors(il, code, uniforms);
            warps.EmitPrologue();
            new VectorLanes(il, code, region, uniforms, fallback).Emit(warps, exit);
        });

    /// <summary>Emits scalar code of a region; with several entries, its position argument is the entry's place among them.</summary>
    public static RegionCode EmitRegion(KernelCode code, Region region, TextWriter? listing) =>
        EmitRegion(code, "scalar region", region, RegionParameters, code.Faults, listing, (il, uniforms, exit) =>
            new ScalarLanes(il, code, region, uniforms).Emit(new WarpItems(il, code, uniforms), exit));

    /// <param name="target">The first argument of the emitted method.</param>
    /// <param name="emit">Emits the lanes, given where to leave the exit's number.</param>
    private static RegionCode EmitRegion(
        KernelCode code, string kind, Region region, Type[] parameters, object target, TextWriter? listing,
        Action<ILWriter, UniformEmitter, LocalBuilder> emit)
    {
        string part = $"{kind} {region.Entries[0].Pc}";
        var (method, il) = Begin(code, part, typeof(int), parameters, listing);
        var uniforms = new UniformEmitter(il, code, region.Segments);
        uniforms.Emit(Rate.Launch);
        uniforms.Emit(Rate.Group);
        var exit = il.Declare(typeof(int));
        emit(il, uniforms, exit);
        il.Load(exit);
        il.Emit(OpCodes.Ret);
        return End<RegionCode>(code, part, method, target);
    }

    private static (DynamicMethod Method, ILWriter Il) Begin(
        KernelCode code, string part, Type result, Type[] parameters, TextWriter? listing)
    {
        string name = string.Join(", ", new[] { code.Function.Name, code.Variant, part }.Where(word => word.Length > 0));
        listing?.WriteLine($"; {name}");
        if (code.MachineCode is not null)
            name = JitCode.UniqueName(name);
        var method = new DynamicMethod(name, result, parameters, typeof(CpuEmitter).Module, true) { InitLocals = false };
        return (method, new ILWriter(method.GetILGenerator(), listing));
    }

    private static T End<T>(KernelCode code, string part, DynamicMethod method, object target)
        where T : Delegate =>
        code.MachineCode is { } dump ? JitCode.CreateDelegate<T>(dump, $"{code.Variant} {part}".Trim(), method, target) : method.CreateDelegate<T>(target);
}
