using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Engine.Ilgpu.Backends.OpenCL;
using Engine.Ilgpu.Diagnostics;

namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>Has the driver compile a source.</summary>
internal static unsafe partial class ClProgram
{
    private const uint BuildLog = 0x1183;

    /// <param name="machineCode">If given, receives the driver's binary.</param>
    /// <exception cref="KernelCompilationException">The driver's compiler refuses the source.</exception>
    public static ClKernel Build(ClDriver driver, ClSource source, MachineCodeDump? machineCode = null)
    {
        var library = driver.Library;
        nint program = Create(driver, source.Text);
        try
        {
            nint device = driver.Device.Device;
            int error;
            fixed (byte* options = Terminated(Options(driver)))
                error = library.BuildProgram(program, 1, &device, options, null, null);
            if (error != ClError.Success)
                throw Refused(driver, program, source, error);
            if (machineCode is not null)
                ClBinary.Write(machineCode, library, program);
            fixed (byte* name = Terminated(source.EntryPoint))
            {
                nint kernel = library.CreateKernel(program, name, &error);
                ClError.Check(error, $"loading '{source.Name}'");
                return new ClKernel(source, program, kernel);
            }
        }
        catch
        {
            _ = library.ReleaseProgram(program);
            throw;
        }
    }

    private static nint Create(ClDriver driver, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            byte* line = start;
            nuint length = (nuint)bytes.Length;
            int error;
            nint program = driver.Library.CreateProgramWithSource(driver.Context, 1, &line, &length, &error);
            ClError.Check(error, "handing a source to the driver");
            return program;
        }
    }

    private static string Options(ClDriver driver)
    {
        var options = new StringBuilder("-w");
        if (driver.Target.WarpSize == 1)
            options.Append(" -cl-std=CL1.2");
        else
            options.Append(" -cl-std=CL2.0");
        if (driver.Device.RoundsDivisionCorrectly)
            options.Append(" -cl-fp32-correctly-rounded-divide-sqrt");
        return options.ToString();
    }

    /// <summary>Says what the compiler said first, which line it was about and where that comes from; then the whole log.</summary>
    private static KernelCompilationException Refused(ClDriver driver, nint program, ClSource source, int error)
    {
        string log = Log(driver, program);
        var message = new StringBuilder($"The OpenCL compiler of {driver.Device.Name} refuses the kernel '{source.Name}' ({ClError.Name(error)})");
        if (FirstError().Match(log) is { Success: true } first)
        {
            message.Append(": ").Append(first.Groups["what"].Value.Trim());
            string[] lines = source.Text.Split('\n');
            if (int.TryParse(first.Groups["line"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int line) && line >= 1 && line <= lines.Length)
            {
                message.Append(CultureInfo.InvariantCulture, $", in line {line}: {lines[line - 1].Trim()}");
                if (line <= source.Locations.Count && source.Locations[line - 1] is { } location)
                    message.Append(CultureInfo.InvariantCulture, $" (from {location})");
            }
        }
        return new KernelCompilationException(message.Append('\n').Append(log).ToString());
    }

    private static string Log(ClDriver driver, nint program)
    {
        nuint size = 0;
        var library = driver.Library;
        if (library.GetProgramBuildInfo(program, driver.Device.Device, BuildLog, 0, null, &size) != ClError.Success || size == 0)
            return "";
        var bytes = new byte[size];
        fixed (byte* target = bytes)
            _ = library.GetProgramBuildInfo(program, driver.Device.Device, BuildLog, size, target, null);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0', '\n', ' ');
    }

    private static byte[] Terminated(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    [GeneratedRegex(@":(?<line>\d+):\d+: (?:fatal )?error: (?<what>[^\n]*)|error: [^\n]*?:(?<line>\d+):\d+[^\n]*?: (?<what>[^\n]*)")]
    private static partial Regex FirstError();
}
