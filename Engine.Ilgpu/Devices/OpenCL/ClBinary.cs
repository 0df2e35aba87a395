using Engine.Ilgpu.Diagnostics;

namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>What a driver has made of a program, for dumps; in a format of the driver's own.</summary>
internal static unsafe class ClBinary
{
    private const string Extension = "clbin";
    private const uint BinarySizes = 0x1165;
    private const uint Binaries = 0x1166;

    /// <param name="program">Built for the one device of its context.</param>
    public static void Write(MachineCodeDump dump, ClLibrary library, nint program)
    {
        nuint size = 0;
        int error = library.GetProgramInfo(program, BinarySizes, (nuint)sizeof(nuint), &size, null);
        byte[] bytes = new byte[size];
        if (error == ClError.Success && size > 0)
        {
            fixed (byte* target = bytes)
            {
                byte* only = target;
                error = library.GetProgramInfo(program, Binaries, (nuint)sizeof(byte*), &only, null);
            }
        }
        if (error != ClError.Success)
            dump.WriteProblem("", $"The driver does not give its binary: {ClError.Name(error)}.");
        else if (size == 0)
            dump.WriteProblem("", "The driver has no binary of the program.");
        else
            dump.Write("", Extension, bytes);
    }
}
