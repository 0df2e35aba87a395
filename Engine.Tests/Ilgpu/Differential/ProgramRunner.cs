using System.Reflection;
using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>
/// Runs one program every way there is: by .NET itself (where nothing in it concerns other items), by the interpreter
/// before and after the passes and under masks, and by a device: the CPU back end if none is named. All must leave the
/// same bits in all buffers.
/// </summary>
/// <param name="sabotage">Changes the function after the passes: a bug planted to see that it is found.</param>
internal sealed class ProgramRunner(Action<Function>? sabotage = null, ProgramDevice? device = null) : IDisposable
{
    private static readonly InterpreterOptions Strict = new() { StepLimit = 400_000_000 };

    private readonly Dictionary<CpuTarget, CpuDriver> _drivers = [];
    private readonly CpuStream _stream = new();

    /// <summary>Null if all ways agree, else what is wrong.</summary>
    public string? FindDifference(KernelProgram program, MethodInfo kernel, Action<Array[], long[], int>? reference)
    {
        string step = "the reference";
        try
        {
            byte[][]? expected = reference is null ? null : RunReference(program, reference);
            step = "the frontend";
            var function = KernelTranslator.Translate(kernel, OptionsFor(program));
            step = "the interpreter before the passes";
            expected = Check(program, expected, Interpret(program, function), step);
            step = "the passes";
            PassPipeline.Run(function, new PassOptions
            {
                VerifyAfterEachPass = true,
                WarpSize = program.IsWarpSizeKnown ? program.WarpSize : null,
                ElementaryBody = instruction => ElementaryBodies.Of(instruction) ?? OfDevice(instruction),
            });
            sabotage?.Invoke(function);
            step = "the interpreter after the passes";
            Check(program, expected, Interpret(program, function), step);
            if (device is not null)
            {
                step = device.Name;
                Check(program, expected, Run(device.Driver, device.Stream, program, function), step);
                return null;
            }
            step = "the interpreter on masked code";
            var masked = Linearizer.Run(function);
            if (masked != function)
            {
                IRVerifier.Verify(masked);
                Check(program, expected, Interpret(program, masked), step);
            }
            step = "the CPU back end";
            Check(program, expected, Run(CpuDriverFor(new(program.WarpSize)), _stream, program, function), step);
            if (program.Launch.Geometry.GroupX % program.WarpSize != 0)
            {
                step = "the CPU back end with groups of one row";
                Check(program, expected, Run(CpuDriverFor(new(program.WarpSize, FewestFlatItems: 1)), _stream, program, function), step);
            }
            step = "the CPU back end without vectors";
            Check(program, expected, Run(CpuDriverFor(new(program.WarpSize, Vectors: false)), _stream, program, function), step);
            return null;
        }
        catch (KernelCompilationException refusal) when (device?.MayRefuse(refusal) == true)
        {
            return null;
        }
        catch (DifferenceException difference)
        {
            // Shuffles of a width of their own need a warp as wide.
            return difference.Message.Contains("is not a power of two up to 1,", StringComparison.Ordinal) ? null : difference.Message;
        }
        catch (Exception exception)
        {
            return $"{step} threw {exception.GetType().Name}: {exception.Message}\n{exception.StackTrace}";
        }
    }

    public void Dispose()
    {
        foreach (var driver in _drivers.Values)
            driver.Dispose();
        _stream.Dispose();
        device?.Dispose();
    }

    /// <summary>What the device has not, besides elementary functions on floats.</summary>
    private Function? OfDevice(Instruction instruction) =>
        device is null ? null : ElementaryBodies.Without(device.Driver.HasFunction)(instruction);

    private static TranslationOptions OptionsFor(KernelProgram program) => new()
    {
        Assertions = program.Assertions,
        IndexType = program.Launch.IndexDimensions switch
        {
            0 => typeof(ILGPU.KernelConfig),
            1 => typeof(ILGPU.Index1D),
            _ => typeof(ILGPU.Index2D),
        },
        SpecializedValues = program.Parameters
            .Select((parameter, index) => (Scalar: parameter as ProgramScalar, Index: index + (program.Launch.IndexDimensions > 0 ? 1 : 0)))
            .Where(parameter => parameter.Scalar is { Specialized: true })
            .ToDictionary(
                parameter => parameter.Index,
                parameter => parameter.Scalar!.Leaves.Select(leaf => Canonical(leaf.Type, leaf.Bits)).ToArray()),
    };

    /// <summary>The bits as a constant of the IR has them.</summary>
    private static long Canonical(ScalarType type, long bits) => type switch
    {
        ScalarType.Float => (uint)bits,
        _ => type.Size() switch
        {
            1 => (sbyte)bits,
            2 => (short)bits,
            4 => (int)bits,
            _ => bits,
        },
    };

    private static byte[][] RunReference(KernelProgram program, Action<Array[], long[], int> reference)
    {
        var arrays = program.Buffers.Select(buffer =>
        {
            var array = Array.CreateInstance(buffer.Type.ClrType(), buffer.Length);
            Buffer.BlockCopy(buffer.Data, 0, array, 0, buffer.Data.Length);
            return array;
        }).ToArray();
        long[] bits = [.. program.Parameters.OfType<ProgramScalar>().SelectMany(scalar => scalar.Leaves).Select(leaf => leaf.Bits)];
        reference(arrays, bits, program.Launch.ExtentX * program.Launch.ExtentY);
        return
        [
            .. arrays.Select(array =>
            {
                byte[] bytes = new byte[Buffer.ByteLength(array)];
                Buffer.BlockCopy(array, 0, bytes, 0, bytes.Length);
                return bytes;
            }),
        ];
    }

    private static byte[][] Interpret(KernelProgram program, Function function)
    {
        var buffers = new List<InterpreterBuffer>();
        var arguments = new List<InterpreterArgument>();
        if (program.Launch.IndexDimensions > 0)
            arguments.Add(InterpreterArgument.FromBits(program.Launch.ExtentX));
        if (program.Launch.IndexDimensions > 1)
            arguments.Add(InterpreterArgument.FromBits(program.Launch.ExtentY));
        foreach (object parameter in program.Parameters)
        {
            if (parameter is ProgramBuffer buffer)
            {
                var memory = new InterpreterBuffer([.. buffer.Data]);
                buffers.Add(memory);
                arguments.Add(InterpreterArgument.Pointer(memory));
                arguments.Add(InterpreterArgument.FromBits(buffer.Length));
            }
            else if (parameter is ProgramScalar { Specialized: false } scalar)
            {
                arguments.AddRange(scalar.Leaves.Select(leaf => InterpreterArgument.FromBits(leaf.Bits)));
            }
        }
        var result = IRInterpreter.Run(function, program.Launch.Geometry, arguments, Strict with { WarpSize = program.WarpSize });
        if (result.Fault is { } fault)
            throw new DifferenceException($"The interpreter ran into a fault: {fault}");
        return result.Problems.Count == 0
            ? [.. buffers.Select(buffer => buffer.Data)]
            : throw new DifferenceException("The interpreter found: " + string.Join('\n', result.Problems));
    }

    private static unsafe byte[][] Run(DeviceDriver driver, DriverStream stream, KernelProgram program, Function function)
    {
        var layout = new ParameterLayout(function.Parameters);
        byte[] block = new byte[layout.SizeInBytes];
        int next = 0;
        var memories = new List<(nint Memory, int Bytes)>();
        var kernel = driver.Compile(function);
        try
        {
            if (program.Launch.IndexDimensions > 0)
                Write(program.Launch.ExtentX);
            if (program.Launch.IndexDimensions > 1)
                Write(program.Launch.ExtentY);
            foreach (object parameter in program.Parameters)
            {
                if (parameter is ProgramBuffer buffer)
                {
                    nint memory = driver.Allocate(buffer.Data.Length);
                    memories.Add((memory, buffer.Data.Length));
                    fixed (byte* source = buffer.Data)
                        stream.CopyFromHost(memory, 0, source, buffer.Data.Length);
                    Write(memory);
                    Write(buffer.Length);
                    continue;
                }
                if (parameter is not ProgramScalar { Specialized: false } scalar)
                    continue;
                foreach (var (_, _, bits) in scalar.Leaves)
                    Write(bits);
            }
            fixed (byte* parameters = block)
                driver.Launch(kernel, stream, program.Launch.Geometry, parameters);
            stream.Synchronize();
            byte[][] results = [.. memories.Select(memory => new byte[memory.Bytes])];
            for (int i = 0; i < results.Length; i++)
            {
                fixed (byte* target = results[i])
                    stream.CopyToHost(target, memories[i].Memory, 0, results[i].Length);
            }
            return results;
        }
        finally
        {
            foreach (var (memory, _) in memories)
                driver.Free(memory);
        }

        void Write(long bits) =>
            BitConverter.TryWriteBytes(block.AsSpan(layout.OffsetOf(function.Parameters[next++])), bits);
    }

    private CpuDriver CpuDriverFor(CpuTarget target)
    {
        if (!_drivers.TryGetValue(target, out var driver))
            _drivers.Add(target, driver = new CpuDriver(target.WarpSize == 16 ? 2 : 1, target));
        return driver;
    }

    /// <summary>Compares with what is expected, if anything is; gives what is expected from then on.</summary>
    private static byte[][] Check(KernelProgram program, byte[][]? expected, byte[][] actual, string who)
    {
        if (expected is null)
            return actual;
        var buffers = program.Buffers.ToArray();
        for (int i = 0; i < buffers.Length; i++)
        {
            for (int element = 0; element < buffers[i].Length; element++)
            {
                if (AreSame(buffers[i].Type, expected[i], actual[i], element))
                    continue;
                throw new DifferenceException(
                    $"{buffers[i].Name}[{element}] should be {Show(buffers[i].Type, expected[i], element)}, "
                    + $"but {who} gives {Show(buffers[i].Type, actual[i], element)}.");
            }
        }
        return expected;
    }

    private static bool AreSame(ScalarType type, byte[] expected, byte[] actual, int element)
    {
        long a = Bits(type, expected, element);
        long b = Bits(type, actual, element);
        return a == b || type switch
        {
            ScalarType.Float => float.IsNaN(BitConverter.Int32BitsToSingle((int)a)) && float.IsNaN(BitConverter.Int32BitsToSingle((int)b)),
            ScalarType.Double => double.IsNaN(BitConverter.Int64BitsToDouble(a)) && double.IsNaN(BitConverter.Int64BitsToDouble(b)),
            _ => false,
        };
    }

    private static string Show(ScalarType type, byte[] data, int element)
    {
        long bits = Bits(type, data, element);
        return $"{type.Literal(bits)} (0x{bits:x})";
    }

    public static long Bits(ScalarType type, byte[] data, int element)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        data.AsSpan(element * type.Size(), type.Size()).CopyTo(bytes);
        return BitConverter.ToInt64(bytes);
    }

    private sealed class DifferenceException(string message) : Exception(message);
}
