using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes;

/// <summary>
/// What is known to be in memory at a point of a straight way through the code: the values last loaded from or stored to
/// addresses, forgotten as soon as a write may alias or another item may write. Only the latest few dozen are kept, which
/// bounds the cost of a write.
/// </summary>
internal sealed class AvailableMemory
{
    private const int Capacity = 64;

    private readonly MemoryAliases _aliases;
    private readonly List<(Value Address, IRType Type, Value Value)> _entries = [];

    public AvailableMemory(MemoryAliases aliases) => _aliases = aliases;

    /// <summary>Goes on from the end of another block.</summary>
    public AvailableMemory(AvailableMemory before)
    {
        _aliases = before._aliases;
        _entries.AddRange(before._entries);
    }

    /// <summary>Takes in an instruction that is not pure.</summary>
    /// <returns>The value of a load if it is known already; else null.</returns>
    public Value? Visit(Instruction instruction)
    {
        switch (instruction.Op)
        {
            case Op.Load:
                var address = instruction.Operands[0];
                int index = _entries.FindIndex(entry => entry.Address == address && entry.Type == instruction.Type);
                if (index >= 0)
                    return _entries[index].Value;
                Add(address, instruction.Type, instruction);
                return null;
            case Op.Store:
                _entries.RemoveAll(entry => _aliases.MayChange(instruction, entry.Address, entry.Type));
                Add(instruction.Operands[0], instruction.Operands[1].Type, instruction.Operands[1]);
                return null;
            default:
                if (MemoryAliases.IsFence(instruction))
                    _entries.RemoveAll(entry => !_aliases.IsPrivate(entry.Address));
                return null;
        }
    }

    private void Add(Value address, IRType type, Value value)
    {
        if (_entries.Count == Capacity)
            _entries.RemoveAt(0);
        _entries.Add((address, type, value));
    }
}
