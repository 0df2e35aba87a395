using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>
/// A table of plain text that suits the width of the terminal: with lines if they fit, without them if that helps, and
/// where even that is too wide, a paragraph a row.
/// </summary>
/// <param name="headings">The heads of the columns; "&gt;" before one sets its column to the right.</param>
internal sealed class AdaptiveTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public void AddRow(params string[] cells) => _rows.Add(cells);

    public void Write(IAnsiConsole console)
    {
        int text = Enumerable.Range(0, headings.Length).Sum(WidthOf);
        int lined = text + (3 * headings.Length) + 1;
        int plain = text + headings.Length;
        if (plain > console.Profile.Width)
        {
            WriteParagraphs(console);
            return;
        }

        Table table = Terminal.Table();
        bool isPlain = lined > console.Profile.Width;
        if (isPlain)
        {
            table.Border = TableBorder.None;
        }

        foreach (string heading in headings)
        {
            var column = new TableColumn(Markup.Escape(Heading(heading))) { NoWrap = true };
            if (isPlain)
            {
                column.Padding = new Padding(0, 0, 1, 0);
            }

            table.AddColumn(IsRight(heading) ? column.RightAligned() : column);
        }

        foreach (string[] row in _rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        console.Write(table);
    }

    private void WriteParagraphs(IAnsiConsole console)
    {
        foreach (string[] row in _rows)
        {
            console.WriteLine(row[0]);
            for (int i = 1; i < row.Length; i++)
            {
                if (row[i].Length > 0)
                {
                    console.WriteLine($"  {Heading(headings[i])}: {row[i]}");
                }
            }
        }
    }

    private int WidthOf(int column) => _rows.Select(row => row[column].Length).Append(Heading(headings[column]).Length).Max();

    private static bool IsRight(string heading) => heading.StartsWith('>');

    private static string Heading(string heading) => heading.TrimStart('>');
}
