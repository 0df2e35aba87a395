using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>What kind of place the output goes to.</summary>
internal static class Terminal
{
    private const int WidthElsewhere = 160;

    /// <summary>Whether lines can be drawn over: a terminal that understands control codes.</summary>
    public static bool IsLive { get; } = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>A console that colours only where that is possible and wanted (https://no-color.org), and wraps only on a terminal.</summary>
    public static IAnsiConsole Create()
    {
        bool colours = IsLive && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsLive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsLive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!IsLive)
        {
            console.Profile.Width = WidthElsewhere;
        }

        return console;
    }

    /// <summary>A table with lines on a terminal, and with nothing but spaces elsewhere.</summary>
    public static Table Table() => new() { Border = IsLive ? TableBorder.Rounded : TableBorder.None };
}
