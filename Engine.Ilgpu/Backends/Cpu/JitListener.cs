using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// Hears from the runtime where it has put the machine code of methods. There is one at most, made when it is first needed
/// and never given back: the runtime loses events while listeners come and go.
/// </summary>
internal sealed class JitListener : EventListener
{
    private const string RuntimeEvents = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords JitKeyword = (EventKeywords)0x10;
    private const int MethodLoadVerbose = 143;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<(nint Start, int Bytes)>> _expected = new();

    /// <summary>Says where the code of a method is, once it is compiled; events come late, from a thread of their own.</summary>
    /// <param name="methodName">A name that no other method has; not compiled yet.</param>
    public Task<(nint Start, int Bytes)> Expect(string methodName) =>
        _expected.GetOrAdd(methodName, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == RuntimeEvents)
            EnableEvents(eventSource, EventLevel.Verbose, JitKeyword);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId != MethodLoadVerbose
            || Value(eventData, "MethodName") is not string name
            || !_expected.TryRemove(name, out var found))
        {
            return;
        }
        ulong start = Convert.ToUInt64(Value(eventData, "MethodStartAddress"), CultureInfo.InvariantCulture);
        int bytes = Convert.ToInt32(Value(eventData, "MethodSize"), CultureInfo.InvariantCulture);
        found.SetResult(((nint)start, bytes));
    }

    private static object? Value(EventWrittenEventArgs eventData, string name) =>
        eventData.PayloadNames?.IndexOf(name) is { } index and >= 0 ? eventData.Payload![index] : null;
}
