using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;
using Engine.Tests.Ilgpu.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

public sealed class DriverTests
{
    private const string Scale = """
        kernel @scale(%data: ptr "data") {
        ^entry:
          %tid = threadindex i32 #0
          %group = groupindex i32 #0
          %dim = groupdim i32 #0
          %base = mul i32 %group, %dim
          %global = add i32 %base, %tid
          %i = sext i64 %global
          %p = element ptr %data, %i #4
          %v = load i32 %p
          %w = mul i32 %v, 3:i32
          %x = add i32 %w, %global
          store %p, %x
          ret
        }
        """;

    private const string Assertion = """
        kernel @checked(%data: ptr "data") {
        ^entry:
          %group = groupindex i32 #0
          %bad = and i32 %group, 15:i32
          %fine = cmp.ne i1 %bad, 5:i32
          %index = sext i64 %group
          assert.1 %fine, %index, 400:i64
          ret
        }
        """;

    [Fact]
    public void AThousandLaunchesInARow()
    {
        var function = InterpreterLaunch.Parse(Scale);
        using var driver = new CpuDriver(4);
        var kernel = driver.Compile(function);
        byte[][] data = [CpuRun.Noise(64 * 33 * 4)];
        var expected = data;
        for (int i = 0; i < 1000; i++)
        {
            data = CpuRun.Run(driver, kernel, function, CpuRun.Line(64, 33), data);
            if (i < 3)
                expected = CpuRun.Interpret(function, CpuRun.Line(64, 33), expected, 16);
            if (i == 2)
                Assert.Equal(expected[0], data[0]);
        }
        var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(CpuRun.Noise(64 * 33 * 4)).ToArray();
        for (int i = 0; i < 1000; i++)
        {
            for (int k = 0; k < numbers.Length; k++)
                numbers[k] = unchecked((numbers[k] * 3) + k);
        }
        Assert.Equal(numbers, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(data[0]).ToArray());
    }

    [Fact]
    public void LaunchesFromManyThreadsOnOneDriver()
    {
        var function = InterpreterLaunch.Parse(Scale);
        using var driver = new CpuDriver(3);
        var kernel = driver.Compile(function);
        byte[][] data = [CpuRun.Noise(100 * 16 * 4)];
        var expected = CpuRun.Interpret(function, CpuRun.Line(100, 16), data, 16)[0];
        var differing = 0;
        var threads = Enumerable.Range(0, 6).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                if (!CpuRun.Run(driver, kernel, function, CpuRun.Line(100, 16), data)[0].AsSpan().SequenceEqual(expected))
                    Interlocked.Increment(ref differing);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, differing);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void AFault_NamesTheFirstFailingGroupWhateverTheThreads_AndTheDriverStaysUsable(int threads)
    {
        var function = InterpreterLaunch.Parse(Assertion);
        using var driver = new CpuDriver(threads);
        var kernel = driver.Compile(function);
        for (int i = 0; i < 50; i++)
        {
            var fault = Assert.Throws<KernelFaultException>(
                () => CpuRun.Run(driver, kernel, function, CpuRun.Line(400, 2), [new byte[4]]));
            Assert.Equal("checked", fault.KernelName);
            Assert.Contains("index 5 is out of range of a view of length 400", fault.Message, StringComparison.Ordinal);
        }
        CpuRun.Run(driver, kernel, function, CpuRun.Line(5, 2), [new byte[4]]);
    }

    [Theory]
    [InlineData("2", "division by zero")]
    [InlineData("3", "overflows")]
    [InlineData("4", "assertion")]
    public void EachFaultSaysWhatHappened(string code, string expected)
    {
        var function = InterpreterLaunch.Parse($"kernel @f(%p: ptr \"p\") {{\n^entry:\n  assert.{code} 0:i1, 1:i64, 0:i64\n  ret\n}}");
        using var driver = new CpuDriver(1);
        var fault = Assert.Throws<KernelFaultException>(
            () => CpuRun.Run(driver, driver.Compile(function), function, CpuRun.Line(1, 1), [new byte[4]]));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFaultSaysWhereInTheSource()
    {
        var function = new Function("located");
        function.AddParameter(IRType.Pointer, "p");
        var b = new IRBuilder(function) { Block = function.AddBlock("entry"), Location = new SourceLocation("Kernels.Foo", 12, "Foo.cs:34") };
        b.Assert(FaultCode.IndexOutOfRange, Constant.False, Constant.Int64(-7), Constant.Int64(3));
        b.Return();
        using var driver = new CpuDriver(1);
        var fault = Assert.Throws<KernelFaultException>(
            () => CpuRun.Run(driver, driver.Compile(function), function, CpuRun.Line(1, 1), [new byte[4]]));
        Assert.Contains("index -7", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Foo.cs:34", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TooMuchMemory_IsAClearError()
    {
        using var driver = new CpuDriver(1);
        var error = Assert.ThrowsAny<OutOfMemoryException>(() => driver.Allocate(long.MaxValue / 4));
        Assert.Contains("cannot allocate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADisposedDriver_RefusesToLaunch()
    {
        var function = InterpreterLaunch.Parse(Scale);
        var driver = new CpuDriver(2);
        var kernel = driver.Compile(function);
        CpuRun.Run(driver, kernel, function, CpuRun.Line(64, 1), [new byte[256]]);
        driver.Dispose();
        Assert.Throws<ObjectDisposedException>(() => CpuRun.Run(driver, kernel, function, CpuRun.Line(64, 1), [new byte[256]]));
    }

    [Fact]
    public void MemoryIsAlignedAndCanBeFilledAndCopied()
    {
        using var driver = new CpuDriver(1);
        using var stream = driver.CreateStream();
        nint a = driver.Allocate(100);
        nint b = driver.Allocate(1);
        Assert.Equal(0, a % 64);
        Assert.Equal(0, b % 64);
        var host = new byte[8];
        unsafe
        {
            stream.Fill(a, 0, 7, 100);
            stream.Fill(a, 90, 9, 10);
            stream.Copy(a, 2, a, 88, 4);
            fixed (byte* target = host)
                stream.CopyToHost(target, a, 0, 8);
        }
        Assert.Equal([7, 7, 7, 7, 9, 9, 7, 7], host);
        driver.Free(a);
        driver.Free(b);
    }

    [Fact]
    public void TheListingShowsTheEmittedCode()
    {
        using var listing = new StringWriter();
        CpuEmitter.Compile(InterpreterLaunch.Parse(Scale), CpuTarget.Native, listing);
        Assert.Contains("ldind.i4", listing.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Accumulators and counter are updated in place: one store each a turn, and nothing moved on the edge.</summary>
    [Fact]
    public void ALoopUpdatesItsAccumulatorsInPlace()
    {
        using var listing = new StringWriter();
        CpuEmitter.Compile(InterpreterLaunch.Parse("""
            kernel @sum(%data: ptr "data") {
            ^entry:
              %tid = threadindex i32 #0
              %tid64 = sext i64 %tid
              %p = element ptr %data, %tid64 #4
              br ^loop(0:i32, 0:f32, 1:f32)
            ^loop(%i: i32, %a: f32, %b: f32):
              %i64 = sext i64 %i
              %q = element ptr %p, %i64 #4
              %v = load f32 %q
              %a2 = fma f32 %v, 2:f32, %a
              %b2 = fma f32 %v, %v, %b
              %n = add i32 %i, 1:i32
              %more = cmp.lt i1 %n, 100:i32
              brif %more, ^loop(%n, %a2, %b2), ^done
            ^done:
              %c = add f32 %a2, %b2
              store %p, %c
              ret
            }
            """), CpuTarget.Native, listing);
        string text = listing.ToString();
        int start = text.IndexOf("; ^loop", StringComparison.Ordinal);
        string loop = text[start..text.IndexOf("; ^done", start, StringComparison.Ordinal)];
        // v, a, b, i.
        Assert.Equal(4, loop.Split("stloc").Length - 1);
        Assert.Equal(1, loop.Split(" blt ").Length - 1);
    }
}
