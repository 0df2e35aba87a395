using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Engine.Ilgpu.Diagnostics;
using ILGPU.Runtime;

namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>The error codes of OpenCL, their names and what to try.</summary>
internal static class ClError
{
    public const int Success = 0;
    public const int OutOfResources = -5;
    public const int ProfilingInfoNotAvailable = -7;
    public const int BuildProgramFailure = -11;
    public const int PlatformNotFound = -1001;

    private static readonly Dictionary<int, string> Names = new()
    {
        [-1] = "CL_DEVICE_NOT_FOUND",
        [-2] = "CL_DEVICE_NOT_AVAILABLE",
        [-3] = "CL_COMPILER_NOT_AVAILABLE",
        [-4] = "CL_MEM_OBJECT_ALLOCATION_FAILURE",
        [OutOfResources] = "CL_OUT_OF_RESOURCES",
        [-6] = "CL_OUT_OF_HOST_MEMORY",
        [ProfilingInfoNotAvailable] = "CL_PROFILING_INFO_NOT_AVAILABLE",
        [-8] = "CL_MEM_COPY_OVERLAP",
        [BuildProgramFailure] = "CL_BUILD_PROGRAM_FAILURE",
        [-12] = "CL_MAP_FAILURE",
        [-13] = "CL_MISALIGNED_SUB_BUFFER_OFFSET",
        [-14] = "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        [-30] = "CL_INVALID_VALUE",
        [-31] = "CL_INVALID_DEVICE_TYPE",
        [-32] = "CL_INVALID_PLATFORM",
        [-33] = "CL_INVALID_DEVICE",
        [-34] = "CL_INVALID_CONTEXT",
        [-35] = "CL_INVALID_QUEUE_PROPERTIES",
        [-36] = "CL_INVALID_COMMAND_QUEUE",
        [-38] = "CL_INVALID_MEM_OBJECT",
        [-42] = "CL_INVALID_BINARY",
        [-43] = "CL_INVALID_BUILD_OPTIONS",
        [-44] = "CL_INVALID_PROGRAM",
        [-45] = "CL_INVALID_PROGRAM_EXECUTABLE",
        [-46] = "CL_INVALID_KERNEL_NAME",
        [-47] = "CL_INVALID_KERNEL_DEFINITION",
        [-48] = "CL_INVALID_KERNEL",
        [-49] = "CL_INVALID_ARG_INDEX",
        [-50] = "CL_INVALID_ARG_VALUE",
        [-51] = "CL_INVALID_ARG_SIZE",
        [-52] = "CL_INVALID_KERNEL_ARGS",
        [-53] = "CL_INVALID_WORK_DIMENSION",
        [-54] = "CL_INVALID_WORK_GROUP_SIZE",
        [-55] = "CL_INVALID_WORK_ITEM_SIZE",
        [-56] = "CL_INVALID_GLOBAL_OFFSET",
        [-57] = "CL_INVALID_EVENT_WAIT_LIST",
        [-58] = "CL_INVALID_EVENT",
        [-59] = "CL_INVALID_OPERATION",
        [-61] = "CL_INVALID_BUFFER_SIZE",
        [-63] = "CL_INVALID_GLOBAL_WORK_SIZE",
        [PlatformNotFound] = "CL_PLATFORM_NOT_FOUND_KHR",
        // NVIDIA's, for a kernel that reads or writes where it must not.
        [-9999] = "CL_INVALID_MEMORY_ACCESS_NV",
    };

    public static string Name(int error) =>
        Names.GetValueOrDefault(error) ?? $"OpenCL error {error.ToString(CultureInfo.InvariantCulture)}";

    /// <exception cref="DriverException">The call failed.</exception>
    public static void Check(int error, string doing)
    {
        if (error != Success)
            Throw(error, doing);
    }

    [DoesNotReturn]
    public static void Throw(int error, string doing) => throw Exception(error, doing);

    public static DriverException Exception(int error, string doing) =>
        new(AcceleratorType.OpenCL, Name(error), doing, Advice(error));

    private static string? Advice(int error) => error switch
    {
        -2 => "the device is in use or was lost; close other programs that use it, or restart the machine",
        -3 => "the driver cannot compile at run time; install its full package",
        -4 or -6 or -61 => "use smaller batches or a smaller model, or close other programs that use the device",
        OutOfResources => "the group needs too many registers or too much memory, the device ran out of memory, or a kernel left its buffers",
        -14 or -9999 => "an earlier kernel failed; run with assertions on to find it",
        -36 or -34 => "the device was lost; restart the program",
        -54 or -55 => "use smaller groups",
        PlatformNotFound => "install a driver for the device (Debian, for the CPU: pocl-opencl-icd)",
        _ => null,
    };
}
