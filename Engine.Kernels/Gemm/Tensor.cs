using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Engine.Kernels;

/// <summary>
/// Products by the tensor cores of NVIDIA devices from sm_80 on, in TF32: floats of 8 bits of exponent and 10 of mantissa. In code
/// for other devices it does nothing.
/// </summary>
internal static class Tensor
{
    /// <summary>The number in TF32, the nearest one, ties away from zero.</summary>
    public static float Round(float value)
    {
        if (CudaAsm.IsSupported)
        {
            CudaAsm.Emit("cvt.rna.tf32.f32 %0, %1;", out uint bits, value);
            return Interop.IntAsFloat(bits);
        }

        return value;
    }

    /// <summary>Each number in TF32.</summary>
    public static Quad Round(Quad values) =>
        new() { X = Round(values.X), Y = Round(values.Y), Z = Round(values.Z), W = Round(values.W) };

    /// <summary>
    /// C ← C + A·B for a warp, with A [16,8], B [8,8] in TF32 and C [16,8] in float32. Lane 4·g + t has of A the rows g and
    /// g + 8 at the depth t (X, Y) and at t + 4 (Z, W), of B the column g at these depths, of C the columns 2·t and 2·t + 1 of row
    /// g (X, Y) and of row g + 8 (Z, W). Which depth is which does not matter, as long as A and B agree.
    /// </summary>
    public static void MultiplyAdd(ref Quad sums, Quad left, float right, float rightNext)
    {
        if (CudaAsm.IsSupported)
        {
            Output<float> d0 = default;
            Output<float> d1 = default;
            Output<float> d2 = default;
            Output<float> d3 = default;
            Input<float> c0 = sums.X;
            Input<float> c1 = sums.Y;
            Input<float> c2 = sums.Z;
            Input<float> c3 = sums.W;
            Input<uint> a0 = Interop.FloatAsInt(left.X);
            Input<uint> a1 = Interop.FloatAsInt(left.Y);
            Input<uint> a2 = Interop.FloatAsInt(left.Z);
            Input<uint> a3 = Interop.FloatAsInt(left.W);
            Input<uint> b0 = Interop.FloatAsInt(right);
            Input<uint> b1 = Interop.FloatAsInt(rightNext);
            CudaAsm.EmitRef(
                "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%10, %11, %12, %13};",
                ref d0,
                ref d1,
                ref d2,
                ref d3,
                ref a0,
                ref a1,
                ref a2,
                ref a3,
                ref b0,
                ref b1,
                ref c0,
                ref c1,
                ref c2,
                ref c3);
            sums = new Quad { X = d0.Value, Y = d1.Value, Z = d2.Value, W = d3.Value };
        }
    }
}
