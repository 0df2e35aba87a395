using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>Has the driver compile PTX.</summary>
internal static unsafe partial class CudaModules
{
    private const int LogBytes = 8192;

    /// <summary>Loads a module; the context must be current.</summary>
    /// <param name="maxRegisters">The most registers of an item; null for as many as the driver finds best.</param>
    /// <exception cref="CudaException">The driver refused; the message shows its log and the line of PTX that it names.</exception>
    public static nint Load(CudaContext context, string name, string text, int? maxRegisters)
    {
        nint module;
        byte[] log = new byte[LogBytes];
        var options = stackalloc CudaJitOption[3];
        var values = stackalloc nint[3];
        fixed (byte* image = Encoding.UTF8.GetBytes(text + '\0'))
        fixed (byte* errors = log)
        {
            (options[0], values[0]) = (CudaJitOption.ErrorLogBuffer, (nint)errors);
            (options[1], values[1]) = (CudaJitOption.ErrorLogBufferSizeBytes, LogBytes);
            (options[2], values[2]) = (CudaJitOption.MaxRegisters, maxRegisters ?? 0);
            var error = context.Api.ModuleLoadDataEx(&module, image, maxRegisters is null ? 2u : 3u, options, values);
            if (error == CudaError.CUDA_SUCCESS)
                return module;
            string said = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(errors)).Trim();
            throw context.Failure(error, $"compiling the PTX of '{name}'{Quote(said, text)}");
        }
    }

    private static string Quote(string log, string text)
    {
        if (log.Length == 0)
            return "";
        string quoted = $" (the driver says: {log.ReplaceLineEndings(" | ")}";
        string[] lines = text.Split('\n');
        var match = LineNumber().Match(log);
        if (match.Success
            && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out int line)
            && line >= 1 && line <= lines.Length)
        {
            quoted += $"; line {line}: {lines[line - 1].Trim()}";
        }
        return quoted + ")";
    }

    [GeneratedRegex(@"line (\d+)")]
    private static partial Regex LineNumber();
}
