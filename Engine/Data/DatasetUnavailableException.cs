namespace Engine;

/// <summary>A data set is in none of the places that were searched and could not be downloaded.</summary>
public sealed class DatasetUnavailableException : EngineException
{
    /// <summary>Creates the exception without a message of its own.</summary>
    public DatasetUnavailableException()
    {
    }

    /// <summary>Creates the exception with a one-line message.</summary>
    public DatasetUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a one-line message and the failure behind it.</summary>
    public DatasetUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
