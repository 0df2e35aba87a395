using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// Which accesses may touch the same memory. An address is followed through offsets and elements to its root:
/// distinct allocations never overlap, kernel parameters point to neither local nor shared memory but may overlap each
/// other (in-place operations), and any other pointer may be anything but a local whose address stays private.
/// Accesses off one base by different constants are told apart by their ranges. Cost: one walk at construction; then the
/// depth of an address's chain a question.
/// </summary>
internal sealed class MemoryAliases
{
    private enum Memory
    {
        Unknown,
        Global,
        Local,
        Shared,
        DynamicShared,
    }

    private readonly HashSet<Value> _exposedLocals = [];

    public MemoryAliases(Function function)
    {
        foreach (var block in function.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                int first = instruction.Op is Op.Load or Op.Store or Op.Offset or Op.Element ? 1 : 0;
                foreach (var operand in instruction.Operands.AsSpan(first))
                    Expose(operand);
            }
            foreach (var argument in block.Terminator!.Edges.SelectMany(edge => edge.Arguments))
                Expose(argument);
        }
    }

    /// <summary>True if only this item's plain loads and stores reach the memory: no barrier, fence or other item changes it.</summary>
    public bool IsPrivate(Value address) => IsPrivateRoot(Root(address));

    /// <summary>True if the write of <paramref name="writer"/> (a store or an atomic) may change what a load of this type at this address gives.</summary>
    public bool MayChange(Instruction writer, Value address, IRType type)
    {
        var written = writer.Op == Op.Store ? writer.Operands[1].Type : writer.Type;
        return MayOverlap(writer.Operands[0], written.SizeInBytes(), address, type.SizeInBytes());
    }

    /// <summary>True if it orders memory between items, so that nothing but private memory is known to be the same after it.</summary>
    public static bool IsFence(Instruction instruction) => instruction.Op.IsSync()
        || instruction.Op is Op.Fence or Op.Atomic or Op.AtomicCompareExchange or Op.Assembly;

    /// <summary>
    /// True for an access to a place in local memory that surely exists, so that it can be read without being asked for.
    /// (Shared memory could be too, but what the program did not ask for could race.)
    /// </summary>
    public static bool IsSurelyValid(Value address, IRType type)
    {
        var (basis, offset) = SplitOffset(address);
        return basis is Instruction { Op: Op.Alloca } allocation
            && offset >= 0 && offset + type.SizeInBytes() <= allocation.Immediate;
    }

    private bool MayOverlap(Value a, int sizeOfA, Value b, int sizeOfB)
    {
        var (baseOfA, offsetOfA) = SplitOffset(a);
        var (baseOfB, offsetOfB) = SplitOffset(b);
        if (baseOfA == baseOfB)
            return offsetOfA < offsetOfB + sizeOfB && offsetOfB < offsetOfA + sizeOfA;
        var (rootOfA, rootOfB) = (Root(baseOfA), Root(baseOfB));
        if (rootOfA == rootOfB)
            return true;
        var (kindOfA, kindOfB) = (KindOf(rootOfA), KindOf(rootOfB));
        if (kindOfA == Memory.Unknown || kindOfB == Memory.Unknown)
            return !IsPrivateRoot(rootOfA) && !IsPrivateRoot(rootOfB);
        return kindOfA == kindOfB && kindOfA is (Memory.Global or Memory.DynamicShared);
    }

    private bool IsPrivateRoot(Value root) => root is Instruction { Op: Op.Alloca } && !_exposedLocals.Contains(root);

    private static Memory KindOf(Value root) => root switch
    {
        Parameter => Memory.Global,
        Instruction { Op: Op.Alloca } => Memory.Local,
        Instruction { Op: Op.SharedAlloca } => Memory.Shared,
        Instruction { Op: Op.DynamicShared } => Memory.DynamicShared,
        _ => Memory.Unknown,
    };

    private void Expose(Value value)
    {
        if (value.Type == IRType.Pointer && Root(value) is Instruction { Op: Op.Alloca } local)
            _exposedLocals.Add(local);
    }

    private static Value Root(Value address)
    {
        while (address is Instruction { Op: Op.Offset or Op.Element } step)
            address = step.Operands[0];
        return address;
    }

    private static (Value Base, long Offset) SplitOffset(Value address)
    {
        long offset = 0;
        while (address is Instruction { Op: Op.Offset } step)
        {
            offset += step.Immediate;
            address = step.Operands[0];
        }
        return (address, offset);
    }
}
