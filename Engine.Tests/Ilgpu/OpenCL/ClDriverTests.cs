using Engine.Tests.Ilgpu.Cpu;
using Xunit;

namespace Engine.Tests.Ilgpu.OpenCL;

public sealed class ClDriverTests
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

    [Fact]
    public void ScalesInPlace() => ClRun.Check(Scale, CpuRun.Line(64, 33), CpuRun.Noise(64 * 33 * 4));
}
