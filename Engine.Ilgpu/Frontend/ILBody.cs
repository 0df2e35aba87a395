using System.Collections;
using System.Reflection;
using System.Reflection.Metadata;
using Engine.Ilgpu.Diagnostics;

namespace Engine.Ilgpu.Frontend;

/// <summary>A straight run of IL.</summary>
/// <param name="First">The index of its first instruction.</param>
/// <param name="Last">The index of its last instruction.</param>
internal sealed record ILBlock(int First, int Last)
{
    /// <summary>Indices of the blocks that may come next, without repetition.</summary>
    public List<int> Successors { get; } = [];

    /// <summary>How many blocks may come before it, as far as they are reachable; the caller counts for the first block.</summary>
    public int Predecessors { get; set; }

    /// <summary>True if some backward branch spans it (a safe guess at "in a loop").</summary>
    public bool InLoop { get; set; }
}

/// <summary>A method's IL, cut into blocks, with what the translator needs to know of its variables.</summary>
internal sealed class ILBody
{
    private readonly Dictionary<int, int> _blockAt = [];

    private ILBody(MethodBase method, MethodBody body)
    {
        Method = method;
        Locals = [.. body.LocalVariables.OrderBy(local => local.LocalIndex).Select(local => local.LocalType)];
        Instructions = ILReader.Read(body.GetILAsByteArray()!);
        Blocks = CutBlocks();
        Connect();
        int arguments = method.GetParameters().Length + (method.IsStatic ? 0 : 1);
        ArgumentNeedsMemory = new bool[arguments];
        LocalAddressTaken = new bool[Locals.Length];
        LocalNeedsZero = new bool[Locals.Length];
        LocalStores = new int[Locals.Length];
        ArgumentIsReadOnly = new bool[arguments];
        LocalIsReadOnly = new bool[Locals.Length];
        FindVariableUses();
        FindUnassignedReads();
        Lines = SourceLines.Of(method);
    }

    public MethodBase Method { get; }
    public Type[] Locals { get; }
    public List<ILInstruction> Instructions { get; }
    public List<ILBlock> Blocks { get; }

    /// <summary>Arguments that are assigned or whose address is taken.</summary>
    public bool[] ArgumentNeedsMemory { get; }

    public bool[] LocalAddressTaken { get; }

    /// <summary>Arguments that are never assigned and whose address serves reading only.</summary>
    public bool[] ArgumentIsReadOnly { get; }

    /// <summary>Locals whose address serves reading only.</summary>
    public bool[] LocalIsReadOnly { get; }

    /// <summary>Locals that may be read before they are written (or whose address is taken).</summary>
    public bool[] LocalNeedsZero { get; }

    /// <summary>How many assignments each local has.</summary>
    public int[] LocalStores { get; }

    public SourceLines? Lines { get; }

    /// <summary>True if the local is one value, assigned once before every use; its address may be taken to read it.</summary>
    public bool IsSingleAssignment(int local) =>
        LocalStores[local] == 1 && LocalIsReadOnly[local] && !LocalNeedsZero[local];

    /// <summary>The block that starts at an IL offset.</summary>
    public int BlockAt(int offset) => _blockAt[offset];

    /// <exception cref="KernelCompilationException">The method has no IL, or its IL holds exception handlers.</exception>
    public static ILBody Read(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
            throw new KernelCompilationException($"the method '{TypeNames.Of(method)}' has no IL body (abstract, external or provided by the runtime).");
        foreach (var clause in body.ExceptionHandlingClauses)
        {
            string kind = clause.Flags == ExceptionHandlingClauseOptions.Finally
                ? "a 'finally' block (try/finally, using, lock, or foreach over a disposable enumerator)"
                : "exception handling (try/catch)";
            throw new KernelCompilationException($"the method '{TypeNames.Of(method)}' uses {kind}, which does not exist on a device.");
        }
        return new(method, body);
    }

    private List<ILBlock> CutBlocks()
    {
        var leaders = new HashSet<int> { 0 };
        foreach (var instruction in Instructions)
        {
            foreach (int target in TargetsOf(instruction))
                leaders.Add(target);
            if (instruction.EndsBlock)
                leaders.Add(instruction.Next);
        }
        var blocks = new List<ILBlock>();
        int first = 0;
        for (int i = 0; i < Instructions.Count; i++)
        {
            if (i + 1 == Instructions.Count || leaders.Contains(Instructions[i].Next))
            {
                _blockAt.Add(Instructions[first].Offset, blocks.Count);
                blocks.Add(new(first, i));
                first = i + 1;
            }
        }
        return blocks;
    }

    private static int[] TargetsOf(ILInstruction instruction)
    {
        if (instruction.Code == ILOpCode.Switch)
            return instruction.Targets!;
        return instruction.IsConditionalBranch || instruction.IsUnconditionalBranch ? [(int)instruction.Integer] : [];
    }

    private void Connect()
    {
        for (int i = 0; i < Blocks.Count; i++)
        {
            var last = Instructions[Blocks[i].Last];
            var targets = TargetsOf(last).ToList();
            if (!last.EndsFlow && i + 1 < Blocks.Count)
                targets.Add(last.Next);
            foreach (int target in targets.Distinct())
            {
                int index = BlockAt(target);
                Blocks[i].Successors.Add(index);
                for (int inside = index; inside <= i; inside++)
                    Blocks[inside].InLoop = true;
            }
        }
        // Only reachable predecessors count: others never arrive.
        var seen = new bool[Blocks.Count];
        var pending = new Stack<int>([0]);
        seen[0] = true;
        Blocks[0].Predecessors = 1;
        while (pending.TryPop(out int index))
        {
            foreach (int successor in Blocks[index].Successors)
            {
                Blocks[successor].Predecessors++;
                if (!seen[successor])
                {
                    seen[successor] = true;
                    pending.Push(successor);
                }
            }
        }
    }

    private void FindVariableUses()
    {
        Array.Fill(ArgumentIsReadOnly, true);
        Array.Fill(LocalIsReadOnly, true);
        var uses = new AddressUses(this);
        foreach (var block in Blocks)
        {
            for (int i = block.First; i <= block.Last; i++)
            {
                var instruction = Instructions[i];
                switch (instruction.Code)
                {
                    case ILOpCode.Starg:
                        ArgumentNeedsMemory[instruction.Integer] = true;
                        ArgumentIsReadOnly[instruction.Integer] = false;
                        break;
                    case ILOpCode.Ldarga:
                        ArgumentNeedsMemory[instruction.Integer] = true;
                        ArgumentIsReadOnly[instruction.Integer] &= uses.OnlyReads(i, block.Last);
                        break;
                    case ILOpCode.Ldloca:
                        LocalAddressTaken[instruction.Integer] = true;
                        LocalIsReadOnly[instruction.Integer] &= uses.OnlyReads(i, block.Last);
                        break;
                    case ILOpCode.Stloc:
                        LocalStores[instruction.Integer]++;
                        break;
                }
            }
        }
    }

    /// <summary>Definite assignment by forward data flow: a local read where it may be unassigned needs its zero.</summary>
    private void FindUnassignedReads()
    {
        if (Locals.Length == 0)
            return;
        var assigned = new BitArray?[Blocks.Count];
        assigned[0] = new BitArray(Locals.Length);
        var pending = new Stack<int>([0]);
        while (pending.TryPop(out int index))
        {
            var state = new BitArray(assigned[index]!);
            foreach (var instruction in InstructionsOf(Blocks[index]))
            {
                if (instruction.Code == ILOpCode.Stloc)
                    state[(int)instruction.Integer] = true;
            }
            foreach (int successor in Blocks[index].Successors)
            {
                if (assigned[successor] is not { } before)
                {
                    assigned[successor] = new BitArray(state);
                    pending.Push(successor);
                    continue;
                }
                var meet = new BitArray(before).And(state);
                if (!Same(meet, before))
                {
                    assigned[successor] = meet;
                    pending.Push(successor);
                }
            }
        }
        for (int i = 0; i < Blocks.Count; i++)
        {
            if (assigned[i] is not { } state)
                continue;
            foreach (var instruction in InstructionsOf(Blocks[i]))
            {
                int local = (int)instruction.Integer;
                if (instruction.Code == ILOpCode.Stloc)
                    state[local] = true;
                else if (instruction.Code is ILOpCode.Ldloc or ILOpCode.Ldloca && !state[local])
                    LocalNeedsZero[local] = true;
            }
        }
    }

    private IEnumerable<ILInstruction> InstructionsOf(ILBlock block) =>
        Instructions.Skip(block.First).Take(block.Last - block.First + 1);

    private static bool Same(BitArray a, BitArray b)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
                return false;
        }
        return true;
    }
}
