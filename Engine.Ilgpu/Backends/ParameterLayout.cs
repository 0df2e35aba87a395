using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends;

/// <summary>
/// The kernel ABI: where each parameter of a <see cref="Function"/> lies in the parameter block.
/// A pointer takes two 8-byte slots, the memory's base and a byte offset into it (so that back ends whose
/// memory is a handle, not an address, can serve views into buffers); every other leaf takes one 8-byte slot,
/// its value in the low bytes.
/// </summary>
internal sealed class ParameterLayout
{
    private readonly int[] _offsets;

    public ParameterLayout(IReadOnlyList<Parameter> parameters)
    {
        _offsets = new int[parameters.Count];
        int offset = 0;
        for (int i = 0; i < parameters.Count; i++)
        {
            _offsets[i] = offset;
            offset += parameters[i].Type == IRType.Pointer ? 16 : 8;
        }
        SizeInBytes = offset;
    }

    public int SizeInBytes { get; }

    /// <summary>The byte offset of a parameter's first slot.</summary>
    public int OffsetOf(Parameter parameter) => _offsets[parameter.Index];
}
