namespace Engine.Ilgpu.Diagnostics;

/// <summary>
/// Where the machine code of one kernel is written, stage <c>asm</c>. Code may be made long after the other stages, on any
/// thread, so that nothing here throws: a run must not end because a dump cannot be written.
/// </summary>
/// <param name="prefix">The path of the kernel's files, without the stage.</param>
internal sealed class MachineCodeDump(string prefix)
{
    /// <summary>Writes code as it is.</summary>
    /// <param name="part">Which code of the kernel, in words; empty for the usual one.</param>
    /// <param name="extension">Without its dot.</param>
    public void Write(string part, string extension, ReadOnlySpan<byte> code)
    {
        try
        {
            File.WriteAllBytes(PathOf(part, extension), code);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Says in the code's place why there is none.</summary>
    public void WriteProblem(string part, string problem)
    {
        try
        {
            File.WriteAllText(PathOf(part, "txt"), problem + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private string PathOf(string part, string extension) =>
        part.Length == 0 ? $"{prefix}.asm.{extension}" : $"{prefix}.asm-{part.Replace(' ', '-')}.{extension}";
}
