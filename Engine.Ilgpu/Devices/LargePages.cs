using System.Runtime.InteropServices;

namespace Engine.Ilgpu.Devices;

/// <summary>
/// Asks Linux to back large blocks of memory with pages of 2 MB: kernels that walk through columns or pick rows at random
/// otherwise wait for translations of addresses, which are slow in virtual machines above all. Elsewhere it does nothing.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>Size and alignment of such a page on x86-64 and on Arm with small pages of 4 KB.</summary>
    public const long Size = 2 << 20;

    private const int AdviseHugePages = 14;

    /// <summary>The alignment that lets a block of so many bytes have large pages, or the least that is wanted.</summary>
    public static long AlignmentFor(long bytes, long least) => OperatingSystem.IsLinux() && bytes >= Size ? Size : least;

    /// <summary>Advises the system; what it makes of it changes speed alone.</summary>
    public static void Advise(void* block, long bytes)
    {
        if (OperatingSystem.IsLinux() && bytes >= Size)
            _ = Advise(block, (nuint)(bytes & -Size), AdviseHugePages);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
