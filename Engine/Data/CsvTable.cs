using System.Globalization;
using System.Text;

namespace Engine.Data;

/// <summary>A CSV file of numbers with one column of labels.</summary>
internal sealed class CsvTable
{
    private const long MaxBytes = 1L << 30;

    private static readonly string[] s_labelNames = ["label", "class", "target"];

    // Few labels, many records: each text is kept once.
    private readonly HashSet<string> _distinct = new(StringComparer.Ordinal);

    private CsvTable(string name)
    {
        Name = name;
    }

    /// <summary>What errors call the file.</summary>
    public string Name { get; }

    /// <summary>The names of the feature columns, or null without a header.</summary>
    public string[]? Columns { get; private set; }

    /// <summary>Features a record.</summary>
    public int Width { get; private set; }

    /// <summary>The features, row-major.</summary>
    public List<float> Features { get; } = [];

    /// <summary>The text of each record's label.</summary>
    public List<string> Labels { get; } = [];

    /// <summary>Reads a file, compressed by gzip or not.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="labelColumn">The label's column, by name or number; null for the one called label, class or target.</param>
    /// <exception cref="DataFormatException">The file is malformed, or a feature is no number.</exception>
    /// <exception cref="EngineException">There is no such column.</exception>
    public static CsvTable Read(DataStream stream, string? labelColumn)
    {
        byte[] text = stream.ReadToEnd(MaxBytes);
        if (!stream.AtEnd())
        {
            throw new DataFormatException(stream.Name, MaxBytes, $"CSV files of at most {MaxBytes} bytes are read.");
        }

        var table = new CsvTable(stream.Name);
        table.Read(new CsvReader(text, stream.Name), labelColumn);
        return table;
    }

    private void Read(CsvReader reader, string? labelColumn)
    {
        var fields = new List<ReadOnlyMemory<byte>>();
        if (!reader.Read(fields))
        {
            throw new DataFormatException(Name, 0, "the file is empty.");
        }

        string[] first = [.. fields.Select(field => Encoding.UTF8.GetString(field.Span))];
        int label = FindLabel(first, labelColumn, reader.Offset);
        Width = fields.Count - 1;
        if (Width == 0)
        {
            throw new DataFormatException(Name, reader.Offset, "a record has one field; a label and one feature at least were expected.");
        }

        bool isHeader = fields.Where((_, i) => i != label).Any(field => !TryNumber(field.Span, out _));
        if (isHeader)
        {
            Columns = [.. first.Where((_, i) => i != label)];
        }
        else
        {
            Add(reader, fields, label);
        }

        while (reader.Read(fields))
        {
            if (fields.Count != Width + 1)
            {
                throw new DataFormatException(Name, reader.Offset, $"the record has {fields.Count} fields; {Width + 1} were expected, as in the first.");
            }

            Add(reader, fields, label);
        }

        if (Labels.Count == 0)
        {
            throw new DataFormatException(Name, reader.Offset, "the file has a header but no records.");
        }
    }

    private void Add(CsvReader reader, List<ReadOnlyMemory<byte>> fields, int label)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (i == label)
            {
                string text = Encoding.UTF8.GetString(fields[i].Span);
                if (!_distinct.TryGetValue(text, out string? known))
                {
                    _distinct.Add(known = text);
                }

                Labels.Add(known);
            }
            else if (TryNumber(fields[i].Span, out float value))
            {
                Features.Add(value);
            }
            else
            {
                string text = Encoding.UTF8.GetString(fields[i].Span[..Math.Min(40, fields[i].Length)]);
                string column = Columns?[i < label ? i : i - 1] ?? i.ToString(CultureInfo.InvariantCulture);
                throw new DataFormatException(Name, reader.Offset, $"record {(Features.Count / Width) + 1}, column {column}: '{text}' is no finite number.");
            }
        }
    }

    private int FindLabel(string[] first, string? labelColumn, long offset)
    {
        if (labelColumn is null)
        {
            int[] likely = [.. Enumerable.Range(0, first.Length).Where(i => s_labelNames.Contains(first[i], StringComparer.OrdinalIgnoreCase))];
            return likely is [var only]
                ? only
                : throw new DataFormatException(Name, offset, $"{(likely.Length == 0 ? "no column is" : "several columns are")} called label, class or target; say which holds the label, by name or number from 0 (--label-column).");
        }

        int byName = Array.IndexOf(first, labelColumn);
        if (byName >= 0)
        {
            return byName;
        }

        return int.TryParse(labelColumn, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < first.Length
            ? index
            : throw new EngineException($"'{Name}' has no column '{labelColumn}'; its first line is: {string.Join(", ", first.Take(8).Select(name => name.Length > 20 ? name[..20] : name))}{(first.Length > 8 ? ", ..." : "")} (or give a number from 0 to {first.Length - 1}).");
    }

    private static bool TryNumber(ReadOnlySpan<byte> field, out float value) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
}
