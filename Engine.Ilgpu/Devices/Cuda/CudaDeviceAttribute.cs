namespace Engine.Ilgpu.Devices.Cuda;

/// <summary>What a device is asked, by the driver's own numbers.</summary>
internal enum CudaDeviceAttribute
{
    MaxThreadsPerBlock = 1,
    MaxBlockDimX = 2,
    MaxBlockDimY = 3,
    MaxBlockDimZ = 4,
    MaxGridDimX = 5,
    MaxGridDimY = 6,
    MaxGridDimZ = 7,
    MaxSharedMemoryPerBlock = 8,
    TotalConstantMemory = 9,
    WarpSize = 10,
    MaxPitch = 11,
    MaxRegistersPerBlock = 12,
    ClockRate = 13,
    MultiprocessorCount = 16,
    CanMapHostMemory = 19,
    EccEnabled = 32,
    PciBusId = 33,
    PciDeviceId = 34,
    TccDriver = 35,
    MemoryClockRate = 36,
    GlobalMemoryBusWidth = 37,
    L2CacheSize = 38,
    MaxThreadsPerMultiprocessor = 39,
    AsyncEngineCount = 40,
    PciDomainId = 50,
    ComputeCapabilityMajor = 75,
    ComputeCapabilityMinor = 76,
    MaxSharedMemoryPerMultiprocessor = 81,
    MaxRegistersPerMultiprocessor = 82,
    ManagedMemory = 83,
    ComputePreemptionSupported = 90,
    CanUseHostPointerForRegisteredMemory = 91,
    MaxSharedMemoryPerBlockOptIn = 97,
}

/// <summary>What a function is asked or told, by the driver's own numbers.</summary>
internal enum CudaFunctionAttribute
{
    MaxThreadsPerBlock = 0,
    SharedSizeBytes = 1,
    LocalSizeBytes = 3,
    NumRegisters = 4,
    MaxDynamicSharedSizeBytes = 8,
}

/// <summary>Options of the driver's compiler, by the driver's own numbers.</summary>
internal enum CudaJitOption
{
    MaxRegisters = 0,
    ErrorLogBuffer = 5,
    ErrorLogBufferSizeBytes = 6,
}
