using ILGPU.Runtime;

namespace Engine;

/// <summary>Makes what a device's driver reports an error of the engine's.</summary>
internal static class DeviceFailure
{
    /// <exception cref="EngineException">The device failed, or cannot run a kernel.</exception>
    public static T Explain<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is AcceleratorException or NotSupportedException)
        {
            throw new EngineException(error.Message, error);
        }
    }
}
