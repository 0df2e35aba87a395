using System.Runtime.InteropServices;
using System.Text;
using Engine.Ilgpu.Diagnostics;
using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>
/// The machine code that the driver makes of PTX, for dumps. A loaded module does not show it, so that the driver's linker
/// compiles the same text once more.
/// </summary>
internal static unsafe class CudaImage
{
    private const string Extension = "cubin";
    private const int PtxInput = 1;
    private const int LogBytes = 8192;

    /// <summary>Writes the code; the context must be current.</summary>
    /// <param name="part">Which code of the kernel, in words; empty for the usual one.</param>
    /// <param name="maxRegisters">The most registers of an item; null for as many as the driver finds best.</param>
    public static void Write(MachineCodeDump dump, string part, ICudaApi api, string text, int? maxRegisters)
    {
        nint link;
        byte[] log = new byte[LogBytes];
        byte[] image = Encoding.UTF8.GetBytes(text + '\0');
        var options = stackalloc CudaJitOption[3];
        var values = stackalloc nint[3];
        // The linker keeps the options, so that what they point to must stay until it goes.
        fixed (byte* errors = log)
        {
            (options[0], values[0]) = (CudaJitOption.ErrorLogBuffer, (nint)errors);
            (options[1], values[1]) = (CudaJitOption.ErrorLogBufferSizeBytes, LogBytes);
            (options[2], values[2]) = (CudaJitOption.MaxRegisters, maxRegisters ?? 0);
            var error = api.LinkCreate(maxRegisters is null ? 2u : 3u, options, values, &link);
            if (error == CudaError.CUDA_SUCCESS)
            {
                error = Link(dump, part, api, link, image);
                api.LinkDestroy(link);
            }
            if (error == CudaError.CUDA_SUCCESS)
                return;
            string said = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(errors)).Trim();
            dump.WriteProblem(part, $"The driver's linker refuses the PTX: {CudaErrors.NameOf(api, error)}. {said}".TrimEnd());
        }
    }

    private static CudaError Link(MachineCodeDump dump, string part, ICudaApi api, nint link, byte[] image)
    {
        void* code = null;
        nuint bytes = 0;
        fixed (byte* ptx = image)
        fixed (byte* name = "kernel.ptx\0"u8)
        {
            var error = api.LinkAddData(link, PtxInput, ptx, (nuint)image.Length, name);
            if (error == CudaError.CUDA_SUCCESS)
                error = api.LinkComplete(link, &code, &bytes);
            if (error == CudaError.CUDA_SUCCESS)
                dump.Write(part, Extension, new ReadOnlySpan<byte>(code, (int)bytes));
            return error;
        }
    }
}
