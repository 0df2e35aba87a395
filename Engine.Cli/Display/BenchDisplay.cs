using System.Globalization;
using Engine.Benchmarking;
using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>Shows measurements as they come: a growing table on a terminal, lines elsewhere, or JSON.</summary>
internal static class BenchDisplay
{
    // Of the longest names and the largest figures.
    private const int WidthWithLines = 90;

    // Names to the left, figures to the right.
    private static readonly int[] s_widths = [-26, -24, 12, 10, 8, 8];

    public static void Show(ComputeDevice device, IEnumerable<KernelMeasurement> measurements, bool json)
    {
        if (json)
        {
            WriteJson(device, measurements);
            return;
        }

        Console.WriteLine($"Device: {device.Spec} ({device.Name}); medians; GB/s counts each byte read or written once");
        if (Terminal.IsLive)
        {
            WriteTable(measurements);
        }
        else
        {
            WriteLines(measurements);
        }
    }

    private static void WriteTable(IEnumerable<KernelMeasurement> measurements)
    {
        IAnsiConsole console = Terminal.Create();
        Table table = Terminal.Table();
        if (console.Profile.Width < WidthWithLines)
        {
            table.Border = TableBorder.None;
        }

        string[] headings = Headings();
        for (int i = 0; i < headings.Length; i++)
        {
            var column = new TableColumn(headings[i]) { NoWrap = true };
            table.AddColumn(i < 2 ? column : column.RightAligned());
        }

        KernelFamily? family = null;
        console.Live(table).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).Start(live =>
        {
            foreach (KernelMeasurement measurement in measurements)
            {
                if (family is not null && family != measurement.Benchmark.Family)
                {
                    table.AddEmptyRow();
                }

                family = measurement.Benchmark.Family;
                table.AddRow([.. Cells(measurement).Select(Markup.Escape)]);
                live.Refresh();
            }
        });
    }

    private static void WriteLines(IEnumerable<KernelMeasurement> measurements)
    {
        Console.WriteLine(Line(Headings()));
        foreach (KernelMeasurement measurement in measurements)
        {
            Console.WriteLine(Line(Cells(measurement)));
        }
    }

    private static string Line(string[] cells) => string.Join(
        ' ',
        cells.Zip(s_widths, (cell, width) => width < 0 ? cell.PadRight(-width) : cell.PadLeft(width))).TrimEnd();

    private static void WriteJson(ComputeDevice device, IEnumerable<KernelMeasurement> measurements)
    {
        JsonLine.Write("device", json =>
        {
            json.WriteString("accelerator", device.Spec);
            json.WriteString("name", device.Name);
        });
        foreach (KernelMeasurement measurement in measurements)
        {
            JsonLine.Write("kernel", json =>
            {
                json.WriteString("kernel", measurement.Benchmark.Kernel);
                json.WriteString("shape", measurement.Benchmark.Shape);
                json.WriteFigure("microseconds", measurement.Microseconds);
                json.WriteFigure("gflops", measurement.GigaFlops);
                json.WriteFigure("gigabytesPerSecond", measurement.GigaBytes);
                json.WriteFigure("shareOfCopy", measurement.ShareOfCopy);
                json.WriteNumber("samples", measurement.Samples);
                json.WriteNumber("launchesPerSample", measurement.LaunchesPerSample);
            });
        }
    }

    private static string[] Headings() => ["Kernel", "Shape", "µs a launch", "GFLOP/s", "GB/s", "of copy"];

    private static string[] Cells(KernelMeasurement measurement) =>
    [
        measurement.Benchmark.Kernel,
        measurement.Benchmark.Shape,
        Figure(measurement.Microseconds, "N1"),
        Figure(measurement.GigaFlops, "N1"),
        Figure(measurement.GigaBytes, "N1"),
        Figure(measurement.ShareOfCopy, "P0"),
    ];

    private static string Figure(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
