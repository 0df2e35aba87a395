namespace Engine.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongCommandLine = 2;

    /// <summary>What shells report for a program that Ctrl-C ended.</summary>
    public const int Interrupted = 130;
}
