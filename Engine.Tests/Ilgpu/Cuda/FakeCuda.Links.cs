using System.Runtime.InteropServices;
using Engine.Ilgpu.Devices.Cuda;
using ILGPU.Runtime.Cuda;

namespace Engine.Tests.Ilgpu.Cuda;

internal sealed unsafe partial class FakeCuda
{
    private readonly Dictionary<nint, Linking> _links = [];

    /// <summary>What a link makes of PTX: a mark, whether its registers are limited, and the text.</summary>
    public static ReadOnlySpan<byte> ImageMark => "\u007fELF"u8;

    public CudaError LinkCreate(uint count, CudaJitOption* options, nint* values, nint* link)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        *link = Add("link");
        _links.Add(*link, new Linking(new ReadOnlySpan<CudaJitOption>(options, (int)count).Contains(CudaJitOption.MaxRegisters)));
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError LinkAddData(nint link, int type, byte* data, nuint bytes, byte* name)
    {
        const int Ptx = 1;
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(data);
        if (type != Ptx || (nuint)text.Length + 1 != bytes)
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        _links[link].Text = text.ToArray();
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError LinkComplete(nint link, void** image, nuint* bytes)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        var linking = _links[link];
        byte[] made = [.. ImageMark, (byte)(linking.IsLimited ? 1 : 0), .. linking.Text];
        linking.Image = (byte*)NativeMemory.Alloc((nuint)made.Length);
        made.CopyTo(new Span<byte>(linking.Image, made.Length));
        *image = linking.Image;
        *bytes = (nuint)made.Length;
        return CudaError.CUDA_SUCCESS;
    }

    public CudaError LinkDestroy(nint link)
    {
        if (Begin() is var error and not CudaError.CUDA_SUCCESS)
            return error;
        NativeMemory.Free(_links[link].Image);
        _links.Remove(link);
        return Remove(link);
    }

    /// <param name="isLimited">Whether registers are limited.</param>
    private sealed class Linking(bool isLimited)
    {
        public bool IsLimited => isLimited;
        public byte[] Text { get; set; } = [];

        /// <summary>The link's, until it is destroyed.</summary>
        public byte* Image { get; set; }
    }
}
