using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Engine.Ilgpu.Backends.OpenCL;
using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends;

/// <summary>
/// Turns kernel methods into kernels of one device: frontend, passes, driver. Results are cached; what failed is not,
/// and leaves nothing behind. Safe to use from several threads.
/// </summary>
/// <param name="debug">What to dump; null: what the environment asks for.</param>
internal sealed class KernelCompiler(
    DeviceDriver driver, bool assertions, bool fastMath, bool verify, DebugOptions? debug = null)
{
    private static readonly Dictionary<int, long[]> NothingSpecialized = [];

    /// <summary>The texts of devices that need not be there to look at them.</summary>
    private static readonly (string Stage, Func<Function, bool, string> Write)[] OtherDevices = [("ptx", PtxOf), ("cl", OpenCLOf)];

    private readonly ConcurrentDictionary<KernelKey, Lazy<DeviceKernel>> _kernels = new();

    /// <summary>The kernel for a method without specialised values.</summary>
    /// <param name="indexType">KernelConfig, or the type of the method's index parameter.</param>
    /// <exception cref="NotSupportedException">The method cannot be compiled.</exception>
    public DeviceKernel Get(MethodInfo method, Type indexType, LaunchBounds bounds = default)
    {
        var key = new KernelKey(method, indexType, bounds);
        var entry = _kernels.GetOrAdd(key, static (key, compiler) => compiler.Entry(key), this);
        try
        {
            return entry.Value;
        }
        catch
        {
            _kernels.TryRemove(new(key, entry));
            throw;
        }
    }

    /// <summary>
    /// Checks a method whose specialised values are not known yet. What some values make possible passes: a guard that
    /// throws, say, is left out where the value is known to be good.
    /// </summary>
    /// <param name="example">Values that most methods can be compiled with.</param>
    /// <exception cref="NotSupportedException">The method can be compiled neither without values nor with these.</exception>
    public void Check(MethodInfo method, Type indexType, IReadOnlyDictionary<int, long[]> example)
    {
        var options = new TranslationOptions { IndexType = indexType, Assertions = assertions, InlinePtx = driver.RunsPtx };
        try
        {
            KernelTranslator.Translate(method, options with { UnknownSizes = true });
        }
        catch (KernelCompilationException)
        {
            KernelTranslator.Translate(method, options with { SpecializedValues = example });
        }
    }

    /// <summary>Compiles a variant; the caller keeps it.</summary>
    /// <param name="specialized">See <see cref="TranslationOptions.SpecializedValues"/>.</param>
    public DeviceKernel Compile(MethodInfo method, Type indexType, LaunchBounds bounds, IReadOnlyDictionary<int, long[]> specialized)
    {
        var translation = new TranslationOptions { IndexType = indexType, Assertions = assertions, InlinePtx = driver.RunsPtx, SpecializedValues = specialized };
        var function = Translate(method, translation, bounds);
        var dump = (debug ?? DebugOptions.Current).BeginDump(function.Name);
        dump?.Write("ir", function);
        var options = new PassOptions
        {
            FastMath = fastMath,
            WarpSize = driver.WarpSize,
            ElementaryBody = ElementaryBodies.Without(driver.HasFunction),
            Trace = dump is null ? null : dump.WritePass,
        };
        PassPipeline.Run(function, verify ? options with { VerifyAfterEachPass = true } : options);
        dump?.Write("optimized", function);
        foreach (var (stage, write) in OtherDevices)
        {
            if (dump?.Wants(stage) == true && driver.ListingStage != stage)
                dump.Write(stage, TextFor(write, Translate(method, translation with { InlinePtx = stage == "ptx" }, bounds)));
        }
        if (dump?.Wants(driver.ListingStage) != true)
            return driver.Compile(function, null, dump?.MachineCode);
        using var listing = new StringWriter(CultureInfo.InvariantCulture);
        var kernel = driver.Compile(function, listing, dump.MachineCode);
        dump.Write(driver.ListingStage, listing.ToString());
        return kernel;
    }

    private static Function Translate(MethodInfo method, TranslationOptions options, LaunchBounds bounds)
    {
        var function = KernelTranslator.Translate(method, options);
        function.Bounds = bounds;
        return function;
    }

    /// <summary>What another device would get.</summary>
    private string TextFor(Func<Function, bool, string> write, Function function)
    {
        try
        {
            return write(function, fastMath);
        }
        catch (KernelCompilationException exception)
        {
            return exception.Message;
        }
    }

    private static string PtxOf(Function function, bool fastMath)
    {
        var target = PtxTarget.Oldest with { FastMath = fastMath };
        var options = new PassOptions
        {
            FastMath = fastMath,
            WarpSize = PtxTarget.WarpSize,
            ElementaryBody = ElementaryBodies.Without(target.HasFunction),
        };
        PassPipeline.Run(function, options);
        return PtxEmitter.Compile(function, target).Text;
    }

    private static string OpenCLOf(Function function, bool fastMath)
    {
        var target = new ClTarget { FastMath = fastMath };
        PassPipeline.Run(function, new PassOptions { FastMath = fastMath, WarpSize = target.WarpSize });
        return ClEmitter.Emit(function, target).Text;
    }

    public void Clear() => _kernels.Clear();

    private Lazy<DeviceKernel> Entry(KernelKey key) =>
        new(() => Compile(key.Method, key.IndexType, key.Bounds, NothingSpecialized));
}
