namespace ILGPU.Runtime.Cuda;

/// <summary>The CUDA version that a driver supports.</summary>
/// <param name="Major">12 of 12.4.</param>
/// <param name="Minor">4 of 12.4.</param>
public readonly record struct CudaDriverVersion(int Major, int Minor)
{
    public override string ToString() => $"{Major}.{Minor}";
}
