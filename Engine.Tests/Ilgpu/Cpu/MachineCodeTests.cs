using System.Runtime.Intrinsics.X86;
using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Backends.Cpu;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Diagnostics;
using Engine.Tests.Ilgpu.Api;
using Engine.Tests.Ilgpu.Interpreter;
using ILGPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Cpu;

/// <summary>The dump of what .NET makes of kernels.</summary>
public sealed class MachineCodeTests
{
    private const int Constant = 0x5A17C3E9;

    private static readonly string Add = $$"""
        kernel @add(%data: ptr "data") {
        ^entry:
          %tid = threadindex i32 #0
          %i = sext i64 %tid
          %p = element ptr %data, %i #4
          %v = load i32 %p
          %w = add i32 %v, {{Constant}}:i32
          store %p, %w
          MIDDLE
          ret
        }
        """;

    private static string Simple => Add.Replace("MIDDLE", "", StringComparison.Ordinal);

    private static void Scale(Index1D index, ArrayView<float> target, float factor) => target[index] *= factor;

    [Fact]
    public void ScalarCodeHoldsTheKernelsConstantAndReturns()
    {
        Assert.SkipUnless(X86Base.IsSupported, "other processors spell constants and returns differently");
        using var folder = new DumpFolder();
        CpuEmitter.Compile(InterpreterLaunch.Parse(Simple), new CpuTarget(4, Vectors: false), null, new(Path.Combine(folder.Folder, "add")));
        Assert.Equal(["add.asm.bin"], folder.Files);
        byte[] code = folder.Bytes("add.asm.bin");
        Assert.InRange(code.Length, 32, 4096);
        Assert.NotEqual(-1, code.AsSpan().IndexOf(BitConverter.GetBytes(Constant)));
        Assert.Contains((byte)0xC3, code);
    }

    [Fact]
    public void VectorCodeIsMadeOfVectorInstructions()
    {
        Assert.SkipUnless(Avx2.IsSupported, "no AVX2");
        using var folder = new DumpFolder();
        CpuEmitter.Compile(InterpreterLaunch.Parse(Simple), CpuTarget.Native, null, new(Path.Combine(folder.Folder, "add")));
        byte[] code = folder.Bytes("add.asm.bin");
        // With the prefix EVEX the processor takes registers of 512 bits, with VEX such of 256.
        int instructions = CpuTarget.Native.WarpSize == 16 ? CountEvex(code) : code.Count(value => value is 0xC4 or 0xC5);
        Assert.InRange(instructions, 2, code.Length / 4);
    }

    /// <summary>A step of a transposition in registers: shuffles under a mask, which need no instruction to choose.</summary>
    [Fact]
    public void WhatOtherLanesGiveIsChosenAsItIsMoved()
    {
        Assert.SkipUnless(CpuTarget.Native.WarpSize == 16, "no AVX-512");
        using var folder = new DumpFolder();
        CpuEmitter.Compile(InterpreterLaunch.Parse("""
            kernel @exchange(%data: ptr "data") {
            ^entry:
              %tid = threadindex i32 #0
              %i = sext i64 %tid
              %p = element ptr %data, %i #4
              %q = offset ptr %p #64
              %a = load f32 %p
              %b = load f32 %q
              %bit = and i32 %tid, 4:i32
              %isUpper = cmp.ne i1 %bit, 0:i32
              %fromB = shufflexor f32 %b, 4:i32, 16:i32
              %low = select f32 %isUpper, %fromB, %a
              %fromA = shufflexor f32 %a, 4:i32, 16:i32
              %high = select f32 %isUpper, %b, %fromA
              store %p, %low
              store %q, %high
              ret
            }
            """), CpuTarget.Native, null, new(Path.Combine(folder.Folder, "exchange")));
        byte[] code = folder.Bytes("exchange.asm.bin");
        const byte Permute = 0x16, Blend = 0x65, Ternary = 0x25;
        Assert.Equal(2, MasksOf(code, 2, Permute).Count(mask => mask != 0));
        Assert.Empty(MasksOf(code, 2, Blend));

        // The mask of the other lanes.
        Assert.Single(MasksOf(code, 3, Ternary));
    }

    [Fact]
    public void WhatLaunchesNeedLaterIsWrittenThen()
    {
        using var folder = new DumpFolder();
        var function = InterpreterLaunch.Parse(Add.Replace("MIDDLE", "barrier", StringComparison.Ordinal));
        var target = CpuTarget.Native;
        Assert.SkipUnless(target.UsesVectors, "no vectors");
        using var driver = new CpuDriver(1, target);
        var kernel = driver.Compile(function, null, new(Path.Combine(folder.Folder, "add")));
        Assert.Empty(folder.Files);
        Launch(target.WarpSize);
        Assert.Equal(["add.asm-whole-warps.bin"], folder.Files);
        Launch(2 * target.WarpSize);
        Assert.Contains("add.asm-region-0.bin", folder.Files);
        Assert.DoesNotContain("add.asm-scalar-region-0.bin", folder.Files);
        Launch(target.WarpSize + 1);
        Assert.Contains("add.asm-scalar-region-0.bin", folder.Files);
        Assert.All(folder.Files, file => Assert.InRange(folder.Bytes(file).Length, 32, 1 << 16));

        void Launch(int groupSize) =>
            CpuRun.Run(driver, kernel, function, CpuRun.Line(1, groupSize), [new byte[4 * groupSize]]);
    }

    [Fact]
    public void TheStageIsWrittenBesideTheOthers()
    {
        using var folder = new DumpFolder();
        using var driver = new CpuDriver(1);
        var compiler = new KernelCompiler(driver, assertions: false, fastMath: false, verify: false, new DebugOptions("asm,il", folder.Folder));
        compiler.Get(new Action<Index1D, ArrayView<float>, float>(Scale).Method, typeof(Index1D));
        Assert.Equal(2, folder.Files.Length);
        Assert.Matches(@"^001-.*Scale.*\.asm\.bin$", folder.Files[0]);
        Assert.Equal(folder.Files[0].Replace(".asm.bin", ".il.txt", StringComparison.Ordinal), folder.Files[1]);
        Assert.DoesNotContain('#', folder.Text(folder.Files[1]).Split('\n')[0]);
    }

    [Fact]
    public void AFolderThatIsGoneEndsNothing()
    {
        using var folder = new DumpFolder();
        using var driver = new CpuDriver(1);
        var function = InterpreterLaunch.Parse(Simple);
        var kernel = driver.Compile(function, null, new(Path.Combine(folder.Folder, "missing", "add")));
        byte[] result = CpuRun.Run(driver, kernel, function, CpuRun.Line(1, 1), [new byte[4]])[0];
        Assert.Equal(Constant, BitConverter.ToInt32(result));
        Assert.Empty(folder.Files);
    }

    /// <summary>Instructions of AVX-512: 62, then a byte with an opcode map and one with a bit that is always set.</summary>
    private static int CountEvex(byte[] code) => Enumerable.Range(0, Math.Max(0, code.Length - 3))
        .Count(i => code[i] == 0x62 && (code[i + 1] & 0x0C) == 0 && (code[i + 1] & 3) != 0 && (code[i + 2] & 4) != 0);

    /// <summary>The mask register of each instruction of AVX-512 with an opcode; 0 stands for none.</summary>
    private static IEnumerable<int> MasksOf(byte[] code, int map, byte opcode) => Enumerable.Range(0, Math.Max(0, code.Length - 4))
        .Where(i => code[i] == 0x62 && (code[i + 1] & 0x0F) == map && (code[i + 2] & 4) != 0 && code[i + 4] == opcode)
        .Select(i => code[i + 3] & 7);
}
