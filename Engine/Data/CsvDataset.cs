using System.Globalization;
using System.Runtime.InteropServices;

namespace Engine.Data;

/// <summary>Makes data sets of CSV files: one that is cut in two, or train.csv and test.csv in a folder.</summary>
internal static class CsvDataset
{
    private const int MaxClasses = 256;
    private const string TrainFile = "train.csv";
    private const string TestFile = "test.csv";

    // Whole numbers up to 255 of which some are in the upper half: pixels.
    private const float UpperHalf = 128;

    /// <summary>Whether a folder holds train.csv and test.csv.</summary>
    public static bool IsIn(string folder) => Path.Exists(Path.Combine(folder, TrainFile)) && Path.Exists(Path.Combine(folder, TestFile));

    /// <summary>Reads train.csv and test.csv.</summary>
    public static (Dataset Train, Dataset Test) ReadFolder(string folder, string name, FileDatasetOptions options) => Join(
        name,
        DataStream.Read(Path.Combine(folder, TrainFile), stream => CsvTable.Read(stream, options.LabelColumn)),
        DataStream.Read(Path.Combine(folder, TestFile), stream => CsvTable.Read(stream, options.LabelColumn)));

    /// <summary>Reads a file and cuts it in two, after its records were mixed in an order that is always the same.</summary>
    public static (Dataset Train, Dataset Test) ReadFile(string path, string name, FileDatasetOptions options) =>
        DataStream.Read(path, stream => Read(stream, name, options));

    /// <summary>Reads one file from a stream.</summary>
    public static (Dataset Train, Dataset Test) Read(DataStream stream, string name, FileDatasetOptions options)
    {
        CsvTable table = CsvTable.Read(stream, options.LabelColumn);
        int testCount = SampleOrder.TestCount(table.Labels.Count, options.TestSplit);
        if (testCount == 0)
        {
            throw new DataFormatException(table.Name, 0, "the file has one record; two at least are needed, to train on and to test on.");
        }

        Dataset all = ToDataset(name, table, LabelNames([table]), SampleOrder.Mixed(table.Labels.Count), IsPixels(table));
        int trainCount = all.Count - testCount;
        return (all.Slice(0, trainCount), all.Slice(trainCount, testCount));
    }

    private static (Dataset Train, Dataset Test) Join(string name, CsvTable train, CsvTable test)
    {
        if (train.Width != test.Width)
        {
            throw new DataFormatException(test.Name, 0, $"a record has {test.Width} features, but {train.Width} in '{train.Name}'.");
        }

        string[] names = LabelNames([train, test]);
        bool pixels = IsPixels(train) && IsPixels(test);
        return (ToDataset(name, train, names, SampleOrder.Mixed(train.Labels.Count), pixels),
            ToDataset(name, test, names, [.. Enumerable.Range(0, test.Labels.Count)], pixels));
    }

    /// <summary>The names of the classes: 0, 1, ... where all labels are such numbers, else the labels in order.</summary>
    private static string[] LabelNames(CsvTable[] tables)
    {
        string[] distinct = [.. tables.SelectMany(table => table.Labels).Distinct(StringComparer.Ordinal)];
        int[] numbers = [.. distinct.Select(label => int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number < MaxClasses && number.ToString(CultureInfo.InvariantCulture) == label ? number : -1)];
        if (numbers.Min() >= 0)
        {
            return [.. Enumerable.Range(0, numbers.Max() + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        }

        return distinct.Length <= MaxClasses
            ? [.. distinct.Order(StringComparer.Ordinal)]
            : throw new DataFormatException(tables[0].Name, 0, $"the label column has {distinct.Length} different values; at most {MaxClasses} classes are possible: is it the right column?");
    }

    private static bool IsPixels(CsvTable table) =>
        table.Features.TrueForAll(value => value is >= 0 and <= 255 && value == (int)value) && table.Features.Exists(value => value >= UpperHalf);

    private static Dataset ToDataset(string name, CsvTable table, string[] classNames, int[] order, bool pixels)
    {
        var places = classNames.Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => (byte)pair.i, StringComparer.Ordinal);
        byte[] labels = [.. order.Select(row => places[table.Labels[row]])];
        var values = new float[table.Features.Count];
        ReadOnlySpan<float> source = CollectionsMarshal.AsSpan(table.Features);
        for (int i = 0; i < order.Length; i++)
        {
            source.Slice(order[i] * table.Width, table.Width).CopyTo(values.AsSpan(i * table.Width));
        }

        return pixels
            ? new Dataset(name, [table.Width], classNames.Length, Array.ConvertAll(values, value => (byte)value), labels, classNames)
            : new Dataset(name, [table.Width], classNames.Length, values, labels, classNames);
    }
}
