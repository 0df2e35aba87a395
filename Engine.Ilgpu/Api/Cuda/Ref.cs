namespace ILGPU.Runtime.Cuda;

/// <summary>An argument of <see cref="CudaAsm.EmitRef{T0}"/> that the instructions read and write.</summary>
public struct Ref<T>
    where T : struct
{
    public Ref(T value) => Value = value;

    public T Value { get; set; }

    public static implicit operator Ref<T>(T value) => new(value);
}
