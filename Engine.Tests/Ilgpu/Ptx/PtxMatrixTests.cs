using System.Globalization;
using System.Text;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

public sealed class PtxMatrixTests
{
    /// <summary>Factors of few bits, so that TF32 holds them and every sum is exact.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void Tf32ProductsFollowTheFragments(int depth)
    {
        // A 16×depth row-major, B depth×8 by columns, C 16×8 row-major, all as floats one after another.
        var random = new Random(depth);
        float[] a = [.. Enumerable.Range(0, 16 * depth).Select(_ => (float)random.Next(-64, 64))];
        float[] b = [.. Enumerable.Range(0, 8 * depth).Select(_ => (float)random.Next(-64, 64))];
        float[] c = [.. Enumerable.Range(0, 128).Select(_ => (float)random.Next(-64, 64))];
        var text = new StringBuilder("shr.u32 %r1, %r0, 2; and.b32 %r2, %r0, 3;");
        int registers = 0;
        string Load(int start, string row, string column, int stride, string kind)
        {
            string name = kind + (3 + registers++);
            text.Append(CultureInfo.InvariantCulture, $"add.s32 %r20, {row}; add.s32 %r21, {column}; mad.lo.s32 %r20, %r20, {stride}, %r21;\n");
            text.Append(CultureInfo.InvariantCulture, $"mad.wide.s32 %rd2, %r20, 4, %rd0; ld.global.b32 {name}, [%rd2+{4 * start}];\n");
            return name;
        }
        string[] left = [.. Enumerable.Range(0, depth / 2).Select(i => Load(0, $"%r1, {8 * (i & 1)}", $"%r2, {4 * (i >> 1)}", depth, "%r"))];
        string[] right = [.. Enumerable.Range(0, depth / 4).Select(i => Load(16 * depth, "%r1, 0", $"%r2, {4 * i}", depth, "%r"))];
        text.Append("shl.b32 %r2, %r2, 1;");
        string[] sum = [.. Enumerable.Range(0, 4).Select(i => Load(24 * depth, $"%r1, {8 * (i >> 1)}", $"%r2, {i & 1}", 8, "%f"))];
        text.Append(CultureInfo.InvariantCulture, $"mma.sync.aligned.m16n8k{depth}.row.col.f32.tf32.tf32.f32 {{%f20, %f21, %f22, %f23}}, {{{string.Join(", ", left)}}}, {{{string.Join(", ", right)}}}, {{{string.Join(", ", sum)}}};\n");
        for (int i = 0; i < 4; i++)
            text.Append(CultureInfo.InvariantCulture, $"mad.lo.s32 %r20, %r1, 8, %r2; mad.wide.s32 %rd2, %r20, 4, %rd0; st.global.f32 [%rd2+{4 * ((24 * depth) + (64 * (i >> 1)) + (i & 1))}], %f{20 + i};\n");
        uint[] data = [.. ((float[])[.. a, .. b, .. c]).Select(BitConverter.SingleToUInt32Bits)];
        float[] result = [.. PtxSnippet.Run(text.ToString(), 32, data).Skip(24 * depth).Select(BitConverter.UInt32BitsToSingle)];
        for (int row = 0; row < 16; row++)
        {
            for (int column = 0; column < 8; column++)
            {
                float expected = c[(row * 8) + column];
                for (int k = 0; k < depth; k++)
                    expected += a[(row * depth) + k] * b[(column * depth) + k];
                Assert.Equal(expected, result[(row * 8) + column]);
            }
        }
    }
}
