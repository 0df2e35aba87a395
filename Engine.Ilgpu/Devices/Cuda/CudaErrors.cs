using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>What the driver's errors mean for the caller.</summary>
internal static unsafe class CudaErrors
{
    /// <summary>The driver's name for an error, also for one that is newer than <see cref="CudaError"/>.</summary>
    public static string NameOf(ICudaApi api, CudaError error)
    {
        byte* name = null;
        return api.GetErrorName(error, &name) == CudaError.CUDA_SUCCESS && name != null
            ? Marshal.PtrToStringUTF8((nint)name)!
            : Enum.IsDefined(error) ? error.ToString() : $"error {(int)error}";
    }

    /// <summary>True if the context is dead: nothing that is on the device can be used or fetched any more.</summary>
    public static bool IsFatal(CudaError error) => error
        is CudaError.CUDA_ERROR_DEINITIALIZED
        or CudaError.CUDA_ERROR_INVALID_CONTEXT
        or CudaError.CUDA_ERROR_ECC_UNCORRECTABLE
        or CudaError.CUDA_ERROR_NVLINK_UNCORRECTABLE
        or CudaError.CUDA_ERROR_ILLEGAL_ADDRESS
        or CudaError.CUDA_ERROR_LAUNCH_TIMEOUT
        or CudaError.CUDA_ERROR_CONTEXT_IS_DESTROYED
        or CudaError.CUDA_ERROR_ASSERT
        or (>= CudaError.CUDA_ERROR_HARDWARE_STACK_ERROR and <= CudaError.CUDA_ERROR_LAUNCH_FAILED)
        or CudaError.CUDA_ERROR_UNKNOWN;

    /// <summary>What to try, a sentence without its full stop.</summary>
    public static string Advice(CudaError error) => error switch
    {
        CudaError.CUDA_ERROR_OUT_OF_MEMORY =>
            "use smaller batches or a smaller model, or end other programs that use the device",
        CudaError.CUDA_ERROR_NO_DEVICE or CudaError.CUDA_ERROR_INVALID_DEVICE =>
            "check with nvidia-smi that the device is there and not hidden by CUDA_VISIBLE_DEVICES",
        CudaError.CUDA_ERROR_NO_BINARY_FOR_GPU or CudaError.CUDA_ERROR_INVALID_PTX or (CudaError)222 =>
            "update the NVIDIA driver; if that does not help, report the kernel with what ENGINE_DUMP=ptx writes",
        CudaError.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES =>
            "launch smaller groups, or groups with less shared memory",
        CudaError.CUDA_ERROR_ILLEGAL_ADDRESS or CudaError.CUDA_ERROR_MISALIGNED_ADDRESS or CudaError.CUDA_ERROR_INVALID_ADDRESS_SPACE =>
            "a kernel left its views: run with assertions to find it; the device must be opened again",
        CudaError.CUDA_ERROR_LAUNCH_TIMEOUT =>
            "the display's watchdog ended a kernel: make launches smaller; the device must be opened again",
        CudaError.CUDA_ERROR_ECC_UNCORRECTABLE =>
            "the device's memory is damaged: restart the machine and test the device; go on from the last checkpoint",
        CudaError.CUDA_ERROR_NOT_SUPPORTED =>
            "update the NVIDIA driver",
        CudaError.CUDA_ERROR_NOT_PERMITTED or CudaError.CUDA_ERROR_OPERATING_SYSTEM =>
            "check that this user may use the device (/dev/nvidia*), also inside the container if there is one",
        (CudaError)802 or (CudaError)803 =>
            "the driver's parts do not fit together: restart the machine after an update of the driver",
        _ when IsFatal(error) =>
            "the device is lost to this program: open it again and go on from the last checkpoint",
        _ => "restart the program; if it comes again, update the NVIDIA driver and report it",
    };
}
