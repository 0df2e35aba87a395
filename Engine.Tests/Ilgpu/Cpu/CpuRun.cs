using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

/// <summary>Runs IR on the CPU driver and compares with the interpreter, byte by byte.</summary>
internal static unsafe class CpuRun
{
    public static LaunchGeometry Line(int groups, int groupSize, int dynamicShared = 0) =>
        new(groups, 1, 1, groupSize, 1, 1, dynamicShared);

    /// <summary>
    /// Runs with one and with three threads, on warps of 4 and of 16, as vectors and item by item, groups as they are and laid
    /// out as one row; all must agree with the interpreter.
    /// </summary>
    public static void Check(Function function, LaunchGeometry geometry, params byte[][] buffers)
    {
        foreach (int warpSize in (int[])[4, 16])
        {
            var expected = Interpret(function, geometry, buffers, warpSize);
            var usual = new CpuTarget(warpSize);
            var flat = usual with { FewestFlatItems = 1 };
            var scalar = usual with { Vectors = false };
            foreach (var (threads, target) in ((int, CpuTarget)[])[(1, usual), (3, usual), (1, flat), (3, flat), (1, scalar), (3, scalar)])
            {
                using var driver = new CpuDriver(threads, target);
                var actual = Run(driver, driver.Compile(function), function, geometry, buffers);
                for (int i = 0; i < buffers.Length; i++)
                    Assert.Equal(Convert.ToHexString(expected[i]), Convert.ToHexString(actual[i]));
            }
        }
    }

    /// <summary>Runs once with one thread; NaNs in the last buffer, of elements 8 bytes apart, may have any bits.</summary>
    public static void CheckOnce(Function function, LaunchGeometry geometry, IRType result, params byte[][] buffers)
    {
        var expected = Interpret(function, geometry, buffers, CpuTarget.Native.WarpSize)[^1];
        using var driver = new CpuDriver(1);
        var actual = Run(driver, driver.Compile(function), function, geometry, buffers)[^1];
        for (int i = 0; i < expected.Length; i += 8)
        {
            long wanted = BitConverter.ToInt64(expected, i);
            long found = BitConverter.ToInt64(actual, i);
            if (wanted != found && !(IsNaN(wanted, result) && IsNaN(found, result)))
                Assert.Fail($"{IRPrinter.Print(function)}\nitem {i / 8}: expected {wanted:x}, got {found:x}");
        }
    }

    public static void Check(string text, LaunchGeometry geometry, params byte[][] buffers) =>
        Check(InterpreterLaunch.Parse(text), geometry, buffers);

    public static byte[][] Interpret(Function function, LaunchGeometry geometry, byte[][] buffers, int warpSize)
    {
        var copies = buffers.Select(buffer => new InterpreterBuffer([.. buffer])).ToArray();
        var options = new InterpreterOptions { WarpSize = warpSize, DetectUninitializedShared = false };
        var result = IRInterpreter.Run(function, geometry, [.. copies.Select(copy => InterpreterArgument.Pointer(copy))], options);
        Assert.Empty(result.Problems);
        Assert.Null(result.Fault);
        return [.. copies.Select(copy => copy.Data)];
    }

    /// <summary>Launches once; each parameter of the function is a buffer.</summary>
    /// <returns>The buffers afterwards.</returns>
    public static byte[][] Run(CpuDriver driver, DeviceKernel kernel, Function function, LaunchGeometry geometry, byte[][] buffers)
    {
        var layout = new ParameterLayout(function.Parameters);
        var block = new byte[layout.SizeInBytes];
        var memory = new nint[buffers.Length];
        using var stream = driver.CreateStream();
        try
        {
            for (int i = 0; i < buffers.Length; i++)
            {
                memory[i] = driver.Allocate(buffers[i].Length);
                fixed (byte* source = buffers[i])
                    stream.CopyFromHost(memory[i], 0, source, buffers[i].Length);
                // Base and offset must both count.
                BitConverter.TryWriteBytes(block.AsSpan(layout.OffsetOf(function.Parameters[i])), memory[i] - 64);
                BitConverter.TryWriteBytes(block.AsSpan(layout.OffsetOf(function.Parameters[i]) + 8), 64L);
            }
            fixed (byte* parameters = block)
                driver.Launch(kernel, stream, geometry, parameters);
            stream.Synchronize();
            var results = new byte[buffers.Length][];
            for (int i = 0; i < buffers.Length; i++)
            {
                results[i] = new byte[buffers[i].Length];
                fixed (byte* target = results[i])
                    stream.CopyToHost(target, memory[i], 0, results[i].Length);
            }
            return results;
        }
        finally
        {
            foreach (nint address in memory.Where(address => address != 0))
                driver.Free(address);
        }
    }

    private static bool IsNaN(long bits, IRType type) => type switch
    {
        IRType.Float32 => float.IsNaN(BitConverter.Int32BitsToSingle((int)bits)),
        IRType.Float64 => double.IsNaN(BitConverter.Int64BitsToDouble(bits)),
        _ => false,
    };

    /// <summary>Deterministic bytes that are neither all zero nor regular.</summary>
    public static byte[] Noise(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
