namespace Engine.Tests.Fuzzing;

/// <summary>A reader, and files that are nearly what it reads.</summary>
/// <param name="Mutant">Makes such a file.</param>
/// <param name="Read">Reads it; throws what the reader throws.</param>
/// <param name="Documented">The type that the reader throws for what is malformed.</param>
internal sealed record FuzzTarget(Func<Random, byte[]> Mutant, Action<byte[]> Read, Type Documented)
{
    public FuzzTarget(Func<Random, byte[]> mutant, Action<byte[]> read)
        : this(mutant, read, typeof(DataFormatException))
    {
    }
}
