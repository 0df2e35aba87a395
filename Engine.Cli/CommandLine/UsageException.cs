namespace Engine.Cli.CommandLine;

/// <summary>The command line is wrong; the message is one line that says what would be right.</summary>
internal sealed class UsageException(string message) : Exception(message);
