using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Engine.Tests.Data;

/// <summary>An HTTP server on the loopback address that answers as a test wants, wrongly too.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, Answer> _answer;
    private readonly Task _serving;
    private readonly CancellationTokenSource _stop = new();

    public LoopbackServer(Func<string, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _serving = ServeAsync();
    }

    /// <summary>An answer to a request.</summary>
    /// <param name="Status">The status line's code and words.</param>
    /// <param name="Body">What to send.</param>
    /// <param name="Length">The length that the header gives; null for none.</param>
    /// <param name="Stall">Whether to keep the connection open in silence after the body.</param>
    public sealed record Answer(string Status, byte[] Body, long? Length, bool Stall = false);

    public Uri Address { get; }

    public List<string> Requests { get; } = [];

    public static Answer Ok(byte[] body) => new("200 OK", body, body.Length);

    public static Answer NotFound() => new("404 Not Found", [], 0);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _serving.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await AnswerAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The client hung up, as a test of it may.
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        var buffer = new byte[1024];
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int got = await stream.ReadAsync(buffer, _stop.Token);
            if (got == 0)
            {
                return;
            }

            request.Append(Encoding.ASCII.GetString(buffer, 0, got));
        }

        string path = request.ToString().Split(' ')[1];
        Requests.Add(path);
        Answer answer = _answer(path);
        string length = answer.Length is { } bytes ? $"Content-Length: {bytes}\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status}\r\n{length}Connection: close\r\n\r\n"), _stop.Token);
        await stream.WriteAsync(answer.Body, _stop.Token);
        if (answer.Stall)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
    }
}
