using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>What is known of a kernel before a single instruction is emitted; shared by its regions.</summary>
internal sealed class KernelCode
{
    private readonly Dictionary<Instruction, int> _allocations = new(ReferenceEqualityComparer.Instance);

    public KernelCode(Function function, CpuTarget target)
    {
        function = target.UsesVectors ? Linearizer.Run(function) : function;
        Function = function;
        Target = target;
        Parameters = new ParameterLayout(function.Parameters);
        Uniforms = new UniformValues(function);
        Faults = new FaultTable(function.Name);
        int sharedBytes = 0;
        int localBytes = 0;
        foreach (var instruction in function.Instructions)
        {
            if (instruction.Op == Op.SharedAlloca)
                sharedBytes = Allocate(instruction, sharedBytes, 64);
            else if (instruction.Op == Op.Alloca)
                localBytes = Allocate(instruction, localBytes, 16);
        }
        var positional = new PositionalValues(function, Uniforms);
        Shapes = target.UsesVectors ? new LockstepShapes(function, Uniforms, positional, localBytes) : null;
        Prefetched = target.UsesVectors ? new Prefetching(function) : null;
        Recomputed = new Recomputation(positional, Shapes);
        ScalarPlan = RegionPlan.Build(function, Uniforms, OpTraits.GroupSync | OpTraits.WarpSync, MayPart);
        VectorPlan = ScalarPlan.SyncPoints.Any(sync => sync.Instruction.Op.Is(OpTraits.WarpSync))
            ? RegionPlan.Build(function, Uniforms, OpTraits.GroupSync, MayPart)
            : ScalarPlan;
        WholePlan = VectorPlan.SyncPoints.Count > 0
            ? RegionPlan.Build(function, Uniforms, 0, MayPart)
            : VectorPlan;
        Slots = new SpillSlots(function, ScalarPlan, Recomputed);
        Scratch = new ScratchLayout(
            sharedBytes, localBytes, Slots, ScalarPlan.SyncPoints.Count > 0 || target.UsesVectors, target.WarpSize);
    }

    /// <summary>What is emitted: for vectors, with masks where lanes would part.</summary>
    public Function Function { get; }

    public CpuTarget Target { get; }

    /// <summary>Receives the machine code of all that is emitted; null if nobody asks for it.</summary>
    public MachineCodeDump? MachineCode { get; init; }

    /// <summary>In words, which code of several for one kernel this is; empty for the usual one.</summary>
    public string Variant { get; init; } = "";

    public ParameterLayout Parameters { get; }

    /// <summary>The regions of scalar code, in which every synchronisation ends one.</summary>
    public RegionPlan ScalarPlan { get; }

    /// <summary>
    /// The regions of vector code, which only the group's synchronisations end: the lanes of a warp that run as one are
    /// always in step.
    /// </summary>
    public RegionPlan VectorPlan { get; }

    /// <summary>The one region of vector code for groups of one warp, for which the group's synchronisations are its own.</summary>
    public RegionPlan WholePlan { get; }

    /// <summary>Null if items run one by one.</summary>
    public LockstepShapes? Shapes { get; }

    /// <summary>Null if items run one by one.</summary>
    public Prefetching? Prefetched { get; }

    public UniformValues Uniforms { get; }
    public Recomputation Recomputed { get; }
    public FaultTable Faults { get; }
    public ScratchLayout Scratch { get; }
    public SpillSlots Slots { get; }

    /// <summary>Where an allocation lies in the group's shared, or the item's local, memory.</summary>
    public int OffsetOf(Instruction allocation) => _allocations[allocation];

    private bool MayPart(Block block) =>
        block.Terminator!.Selector is { } selector && Shapes?.IsUniform(selector) == false;

    private int Allocate(Instruction allocation, int offset, int alignment)
    {
        _allocations.Add(allocation, offset);
        return checked((int)((offset + allocation.Immediate + alignment - 1) & -alignment));
    }
}
