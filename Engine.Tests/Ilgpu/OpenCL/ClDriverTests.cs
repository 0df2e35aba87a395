using System.Diagnostics;
using Engine.Ilgpu.Devices.OpenCL;
using Engine.Ilgpu.Diagnostics;
using Engine.Tests.Ilgpu.Api;
using Engine.Tests.Ilgpu.Cpu;
using Engine.Tests.Ilgpu.Interpreter;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.OpenCL;

public sealed unsafe class ClDriverTests
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

    /// <summary>Item 5 faults; the barrier decides how the others go on.</summary>
    private const string Checked = """
        kernel @checked(%data: ptr "data") {
        ^entry:
          %tid = threadindex i32 #0
          %i = sext i64 %tid
          %p = element ptr %data, %i #8
          %fine = cmp.ne i1 %tid, 5:i32
          assert.1 %fine, %i, 4:i64
          store %p, %i
          BARRIER
          ret
        }
        """;

    [Fact]
    public void BufferAndOffsetBothCount() => ClRun.Check(Scale, CpuRun.Line(64, 33), CpuRun.Noise(64 * 33 * 4));

    [Fact]
    public void CopiesAndFillsTouchTheirRangeAlone()
    {
        using var driver = ClRun.OpenDriver();
        using var stream = driver.CreateStream();
        byte[] data = CpuRun.Noise(1000);
        nint memory = driver.Allocate(data.Length);
        nint other = driver.Allocate(100);
        fixed (byte* source = data)
            stream.CopyFromHost(memory, 0, source, data.Length);
        stream.Copy(other, 10, memory, 500, 50);
        stream.Copy(memory, 0, other, 10, 50);
        // Onto itself, shifted.
        stream.Copy(memory, 110, memory, 100, 200);
        stream.Fill(memory, 900, 0xAB, 3);
        byte[] result = new byte[data.Length];
        fixed (byte* target = result)
            stream.CopyToHost(target, memory, 0, result.Length);
        data.AsSpan(500, 50).CopyTo(data);
        data.AsSpan(100, 200).CopyTo(data.AsSpan(110));
        data.AsSpan(900, 3).Fill(0xAB);
        Assert.Equal(data, result);
        driver.Free(memory);
        driver.Free(other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("barrier")]
    public void AFaultSurfacesWhenTheStreamIsWaitedForAndIsThenForgotten(string barrier)
    {
        using var driver = ClRun.OpenDriver();
        var function = InterpreterLaunch.Parse(Checked.Replace("BARRIER", barrier, StringComparison.Ordinal));
        var kernel = driver.Compile(function);
        var fault = Assert.Throws<KernelFaultException>(() => ClRun.Run(driver, kernel, function, CpuRun.Line(1, 8), [new byte[64]]));
        Assert.Contains("'checked' failed: index 5 is out of range of a view of length 4", fault.Message, StringComparison.Ordinal);
        Assert.Equal(AcceleratorType.OpenCL, fault.AcceleratorType);
        byte[] result = ClRun.Run(driver, kernel, function, CpuRun.Line(1, 4), [new byte[64]])[0];
        Assert.Equal(3, BitConverter.ToInt64(result, 24));
    }

    [Fact]
    public void MemoryThatADeviceDoesNotHaveIsRefusedInOneLine()
    {
        using var driver = ClRun.OpenDriver();
        var error = Assert.Throws<DriverException>(() => driver.Allocate(1L << 50));
        Assert.StartsWith("OpenCL: CL_", error.Message, StringComparison.Ordinal);
        Assert.Contains("allocating 1,125,899,906,842,624 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("smaller", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void AFailedLaunchNamesTheKernelAndLeavesTheDriverUsable()
    {
        using var driver = ClRun.OpenDriver();
        var function = InterpreterLaunch.Parse(Scale);
        var kernel = driver.Compile(function);
        int group = (int)driver.Device.MaxGroupSize + 1;
        var error = Assert.Throws<DriverException>(() => ClRun.Run(driver, kernel, function, CpuRun.Line(1, group), [new byte[64]]));
        Assert.Contains("launching 'scale' with 1 groups", error.Message, StringComparison.Ordinal);
        ClRun.Check(driver, function, CpuRun.Line(2, 8), CpuRun.Noise(64));
    }

    [Fact]
    public void WhatTheCompilerRefusesIsShownWithItsLineAndSource()
    {
        using var driver = ClRun.OpenDriver();
        var good = global::Engine.Ilgpu.Backends.OpenCL.ClEmitter.Emit(InterpreterLaunch.Parse(Scale), driver.Target);
        var bad = good with { Text = good.Text.Replace("* 3u", "* nothing", StringComparison.Ordinal) };
        var error = Assert.Throws<KernelCompilationException>(() => ClProgram.Build(driver, bad));
        string first = error.Message.Split('\n')[0];
        Assert.Contains("refuses the kernel 'scale'", first, StringComparison.Ordinal);
        Assert.Contains("nothing", first, StringComparison.Ordinal);
        Assert.Matches(@"in line \d+: v\d+ = v\d+ \* nothing;", first);
        Assert.True(error.Message.Split('\n').Length > 1, "the log is missing");
    }

    [Fact]
    public void TheDriversBinaryIsDumped()
    {
        using var driver = ClRun.OpenDriver();
        using var folder = new DumpFolder();
        driver.Compile(InterpreterLaunch.Parse(Scale), null, new(Path.Combine(folder.Folder, "scale")));
        Assert.Equal(["scale.asm.clbin"], folder.Files);
        byte[] binary = folder.Bytes("scale.asm.clbin");
        Assert.InRange(binary.Length, 64, 16 << 20);
        Assert.Contains(binary, value => value != 0);
    }

    [Fact]
    public void MarksGrowAlongAStream()
    {
        using (ClRun.OpenDriver())
        {
        }
        using var driver = new ClDriver(ClLibrary.Find()!, ClPlatforms.Devices[0], profiling: true);
        using var stream = driver.CreateStream();
        nint memory = driver.Allocate(1 << 20);
        var start = stream.Mark();
        stream.Fill(memory, 0, 1, 1 << 20);
        var end = stream.Mark();
        stream.Synchronize();
        Assert.True(end() >= start());
        Assert.Equal(end(), end());
        driver.Free(memory);
    }

    [Fact]
    public void LaunchesFromSeveralThreadsKeepTheirArguments()
    {
        using var driver = ClRun.OpenDriver();
        var function = InterpreterLaunch.Parse(Scale);
        var kernel = driver.Compile(function);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, seed =>
        {
            byte[][] data = [CpuRun.Noise(7 * 4, seed)];
            byte[] expected = CpuRun.Interpret(function, CpuRun.Line(1, 7), data, 1)[0];
            Assert.Equal(expected, ClRun.Run(driver, kernel, function, CpuRun.Line(1, 7), data)[0]);
        });
    }

    [Fact]
    public void ADeviceOpensAndClosesTwoHundredTimes()
    {
        for (int i = 0; i < 50; i++)
            OpenAndClose();
        long before = Resident();
        for (int i = 0; i < 150; i++)
            OpenAndClose();
        Assert.InRange(Resident() - before, long.MinValue, 24L << 20);

        static void OpenAndClose()
        {
            using var driver = ClRun.OpenDriver();
            using var stream = driver.CreateStream();
            nint memory = driver.Allocate(1 << 20);
            stream.Fill(memory, 0, 1, 1 << 20);
            stream.Synchronize();
            driver.Free(memory);
        }

        static long Resident()
        {
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
