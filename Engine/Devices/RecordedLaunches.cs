namespace Engine;

/// <summary>Launches that were recorded once and can be queued again as one.</summary>
internal sealed class RecordedLaunches(Action launch, IDisposable owner) : IDisposable
{
    /// <summary>Queues all of them, with the arguments of the recording.</summary>
    public void Launch() => launch();

    public void Dispose() => owner.Dispose();
}
