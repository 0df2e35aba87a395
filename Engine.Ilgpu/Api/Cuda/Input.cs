namespace ILGPU.Runtime.Cuda;

/// <summary>An argument of <see cref="CudaAsm.EmitRef{T0}"/> that the instructions read.</summary>
public struct Input<T>
    where T : struct
{
    public Input(T value) => Value = value;

    public T Value { get; set; }

    public static implicit operator Input<T>(T value) => new(value);
}
