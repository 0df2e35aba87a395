namespace Engine;

/// <summary>
/// What a user of the engine can cause and mend: a device that is not there, a model that cannot be built,
/// data that does not fit, a loss that is no longer finite. The message is one line that says what to do.
/// </summary>
public class EngineException : Exception
{
    /// <summary>Creates the exception without a message of its own.</summary>
    public EngineException()
    {
    }

    /// <summary>Creates the exception with a one-line message.</summary>
    public EngineException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a one-line message and the failure behind it.</summary>
    public EngineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
