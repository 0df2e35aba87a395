namespace Engine.Cli.Display;

/// <summary>Shows downloads on stderr: a bar that moves on a terminal, a line for each file elsewhere.</summary>
internal sealed class DownloadDisplay(bool silent) : IProgress<DownloadProgress>, IDisposable
{
    private const int BarWidth = 30;

    private readonly bool _live = !Console.IsErrorRedirected;
    private Uri? _source;

    public void Report(DownloadProgress value)
    {
        if (silent)
        {
            return;
        }

        if (value.Source != _source)
        {
            EndLine();
            _source = value.Source;
            if (!_live)
            {
                Console.Error.WriteLine($"Downloading {value.Source}");
            }
        }

        if (_live)
        {
            double share = value.TotalBytes is > 0 and var total ? Math.Min(1, (double)value.ReceivedBytes / total) : 0;
            int filled = (int)(share * BarWidth);
            string bar = new string('=', filled) + new string(' ', BarWidth - filled);
            Console.Error.Write($"\r{Path.GetFileName(value.Source.LocalPath)} [{bar}] {value.ReceivedBytes / 1e6,6:F1} MB");
        }
    }

    public void Dispose() => EndLine();

    private void EndLine()
    {
        if (_live && _source is not null)
        {
            Console.Error.WriteLine();
        }

        _source = null;
    }
}
