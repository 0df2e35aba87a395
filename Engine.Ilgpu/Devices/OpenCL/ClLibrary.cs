using System.Runtime.InteropServices;

namespace Engine.Ilgpu.Devices.OpenCL;

/// <summary>
/// The functions of the OpenCL loader, found when they are first asked for. A machine without it is no error:
/// <see cref="Find"/> gives null.
/// </summary>
internal sealed unsafe class ClLibrary
{
    private static readonly string[] FileNames =
    [
        "libOpenCL.so.1",
        "libOpenCL.so",
        "OpenCL.dll",
        "/System/Library/Frameworks/OpenCL.framework/OpenCL",
    ];

    private static readonly Lazy<ClLibrary?> Loaded = new(Load);

    private ClLibrary(nint handle)
    {
        GetPlatformIds = (delegate* unmanaged<uint, nint*, uint*, int>)Export(handle, "clGetPlatformIDs");
        GetPlatformInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Export(handle, "clGetPlatformInfo");
        GetDeviceIds = (delegate* unmanaged<nint, ulong, uint, nint*, uint*, int>)Export(handle, "clGetDeviceIDs");
        GetDeviceInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Export(handle, "clGetDeviceInfo");
        CreateContext = (delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint>)Export(handle, "clCreateContext");
        ReleaseContext = (delegate* unmanaged<nint, int>)Export(handle, "clReleaseContext");
        CreateCommandQueue = (delegate* unmanaged<nint, nint, ulong, int*, nint>)Export(handle, "clCreateCommandQueue");
        ReleaseCommandQueue = (delegate* unmanaged<nint, int>)Export(handle, "clReleaseCommandQueue");
        Flush = (delegate* unmanaged<nint, int>)Export(handle, "clFlush");
        Finish = (delegate* unmanaged<nint, int>)Export(handle, "clFinish");
        CreateBuffer = (delegate* unmanaged<nint, ulong, nuint, void*, int*, nint>)Export(handle, "clCreateBuffer");
        ReleaseMemObject = (delegate* unmanaged<nint, int>)Export(handle, "clReleaseMemObject");
        ReadBuffer = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)Export(handle, "clEnqueueReadBuffer");
        WriteBuffer = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)Export(handle, "clEnqueueWriteBuffer");
        CopyBuffer = (delegate* unmanaged<nint, nint, nint, nuint, nuint, nuint, uint, nint*, nint*, int>)Export(handle, "clEnqueueCopyBuffer");
        FillBuffer = (delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int>)Export(handle, "clEnqueueFillBuffer");
        CreateProgramWithSource = (delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint>)Export(handle, "clCreateProgramWithSource");
        BuildProgram = (delegate* unmanaged<nint, uint, nint*, byte*, void*, void*, int>)Export(handle, "clBuildProgram");
        GetProgramBuildInfo = (delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)Export(handle, "clGetProgramBuildInfo");
        GetProgramInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Export(handle, "clGetProgramInfo");
        ReleaseProgram = (delegate* unmanaged<nint, int>)Export(handle, "clReleaseProgram");
        CreateKernel = (delegate* unmanaged<nint, byte*, int*, nint>)Export(handle, "clCreateKernel");
        ReleaseKernel = (delegate* unmanaged<nint, int>)Export(handle, "clReleaseKernel");
        GetKernelWorkGroupInfo = (delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)Export(handle, "clGetKernelWorkGroupInfo");
        SetKernelArgument = (delegate* unmanaged<nint, uint, nuint, void*, int>)Export(handle, "clSetKernelArg");
        EnqueueKernel = (delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int>)Export(handle, "clEnqueueNDRangeKernel");
        EnqueueMarker = (delegate* unmanaged<nint, uint, nint*, nint*, int>)Export(handle, "clEnqueueMarkerWithWaitList");
        GetEventProfilingInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Export(handle, "clGetEventProfilingInfo");
        ReleaseEvent = (delegate* unmanaged<nint, int>)Export(handle, "clReleaseEvent");
    }

    public delegate* unmanaged<uint, nint*, uint*, int> GetPlatformIds { get; }
    public delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetPlatformInfo { get; }
    public delegate* unmanaged<nint, ulong, uint, nint*, uint*, int> GetDeviceIds { get; }
    public delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetDeviceInfo { get; }
    public delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint> CreateContext { get; }
    public delegate* unmanaged<nint, int> ReleaseContext { get; }
    public delegate* unmanaged<nint, nint, ulong, int*, nint> CreateCommandQueue { get; }
    public delegate* unmanaged<nint, int> ReleaseCommandQueue { get; }
    public delegate* unmanaged<nint, int> Flush { get; }
    public delegate* unmanaged<nint, int> Finish { get; }
    public delegate* unmanaged<nint, ulong, nuint, void*, int*, nint> CreateBuffer { get; }
    public delegate* unmanaged<nint, int> ReleaseMemObject { get; }
    public delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> ReadBuffer { get; }
    public delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> WriteBuffer { get; }
    public delegate* unmanaged<nint, nint, nint, nuint, nuint, nuint, uint, nint*, nint*, int> CopyBuffer { get; }
    public delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int> FillBuffer { get; }
    public delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint> CreateProgramWithSource { get; }
    public delegate* unmanaged<nint, uint, nint*, byte*, void*, void*, int> BuildProgram { get; }
    public delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int> GetProgramBuildInfo { get; }
    public delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetProgramInfo { get; }
    public delegate* unmanaged<nint, int> ReleaseProgram { get; }
    public delegate* unmanaged<nint, byte*, int*, nint> CreateKernel { get; }
    public delegate* unmanaged<nint, int> ReleaseKernel { get; }
    public delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int> GetKernelWorkGroupInfo { get; }
    public delegate* unmanaged<nint, uint, nuint, void*, int> SetKernelArgument { get; }
    public delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int> EnqueueKernel { get; }
    public delegate* unmanaged<nint, uint, nint*, nint*, int> EnqueueMarker { get; }
    public delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetEventProfilingInfo { get; }
    public delegate* unmanaged<nint, int> ReleaseEvent { get; }

    /// <summary>The loader; null if this machine has none, or one older than OpenCL 1.2.</summary>
    public static ClLibrary? Find() => Loaded.Value;

    private static ClLibrary? Load()
    {
        foreach (string name in FileNames)
        {
            if (!NativeLibrary.TryLoad(name, out nint handle))
                continue;
            try
            {
                return new ClLibrary(handle);
            }
            catch (EntryPointNotFoundException)
            {
                NativeLibrary.Free(handle);
            }
        }
        return null;
    }

    private static nint Export(nint handle, string name) => NativeLibrary.GetExport(handle, name);
}
