namespace ILGPU.Runtime.OpenCL;

/// <summary>What an OpenCL device is. The values are OpenCL's.</summary>
[Flags]
public enum CLDeviceType : long
{
    CL_DEVICE_TYPE_DEFAULT = 1 << 0,
    CL_DEVICE_TYPE_CPU = 1 << 1,
    CL_DEVICE_TYPE_GPU = 1 << 2,
    CL_DEVICE_TYPE_ACCELERATOR = 1 << 3,
    CL_DEVICE_TYPE_CUSTOM = 1 << 4,
    CL_DEVICE_TYPE_ALL = 0xFFFFFFFF,
}

/// <summary>Who made an OpenCL device.</summary>
public enum CLDeviceVendor
{
    AMD,
    Intel,
    Nvidia,
    Other,
}
