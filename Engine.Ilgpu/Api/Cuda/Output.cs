namespace ILGPU.Runtime.Cuda;

/// <summary>An argument of <see cref="CudaAsm.EmitRef{T0}"/> that the instructions write.</summary>
public struct Output<T>
    where T : struct
{
    public T Value { get; set; }
}
