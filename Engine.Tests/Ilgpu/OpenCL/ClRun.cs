using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Devices.OpenCL;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.Cpu;
using Engine.Tests.Ilgpu.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.OpenCL;

/// <summary>Runs IR on the first OpenCL device and compares with the interpreter. Without a device, tests are skipped.</summary>
internal static unsafe class ClRun
{
    public static ClDriver OpenDriver()
    {
        Assert.SkipWhen(ClPlatforms.Devices.Count == 0, ClPlatforms.Missing ?? "");
        return new ClDriver(ClLibrary.Find()!, ClPlatforms.Devices[0]);
    }

    /// <summary>All bytes must agree.</summary>
    public static void Check(ClDriver driver, Function function, LaunchGeometry geometry, params byte[][] buffers)
    {
        var expected = CpuRun.Interpret(function, geometry, buffers, driver.Target.WarpSize);
        var actual = Run(driver, driver.Compile(function), function, geometry, buffers);
        for (int i = 0; i < buffers.Length; i++)
            Assert.Equal(Convert.ToHexString(expected[i]), Convert.ToHexString(actual[i]));
    }

    public static void Check(string text, LaunchGeometry geometry, params byte[][] buffers)
    {
        using var driver = OpenDriver();
        Check(driver, InterpreterLaunch.Parse(text), geometry, buffers);
    }

    /// <summary>Launches once; each parameter of the function is a buffer, viewed from 64 bytes on.</summary>
    /// <returns>The buffers afterwards.</returns>
    public static byte[][] Run(DeviceDriver driver, DeviceKernel kernel, Function function, LaunchGeometry geometry, byte[][] buffers)
    {
        const int Offset = 64;
        var layout = new ParameterLayout(function.Parameters);
        var block = new byte[layout.SizeInBytes];
        var memory = new nint[buffers.Length];
        using var stream = driver.CreateStream();
        try
        {
            for (int i = 0; i < buffers.Length; i++)
            {
                memory[i] = driver.Allocate(buffers[i].Length + Offset);
                fixed (byte* source = buffers[i])
                    stream.CopyFromHost(memory[i], Offset, source, buffers[i].Length);
                BitConverter.TryWriteBytes(block.AsSpan(layout.OffsetOf(function.Parameters[i])), memory[i]);
                BitConverter.TryWriteBytes(block.AsSpan(layout.OffsetOf(function.Parameters[i]) + 8), (long)Offset);
            }
            fixed (byte* parameters = block)
                driver.Launch(kernel, stream, geometry, parameters);
            stream.Synchronize();
            var results = new byte[buffers.Length][];
            for (int i = 0; i < buffers.Length; i++)
            {
                results[i] = new byte[buffers[i].Length];
                fixed (byte* target = results[i])
                    stream.CopyToHost(target, memory[i], Offset, results[i].Length);
            }
            return results;
        }
        finally
        {
            foreach (nint address in memory.Where(address => address != 0))
                driver.Free(address);
        }
    }
}
