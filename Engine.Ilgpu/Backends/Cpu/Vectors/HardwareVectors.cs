using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Intrinsics.X86;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>Instructions of x86 that .NET's own vector classes do not offer, or not with the same meaning.</summary>
internal static class HardwareVectors
{
    // What is supported is asked as a constant here, so that reflection is not.
    private static readonly Type[] OfSixteen = Present(
        (Avx512F.IsSupported, typeof(Avx512F)), (Avx512CD.IsSupported, typeof(Avx512CD)));

    private static readonly Type[] OfFewer = Present(
        (Sse.IsSupported, typeof(Sse)), (Sse2.IsSupported, typeof(Sse2)), (Avx.IsSupported, typeof(Avx)), (Avx2.IsSupported, typeof(Avx2)),
        (Avx512F.VL.IsSupported, typeof(Avx512F.VL)), (Avx512CD.VL.IsSupported, typeof(Avx512CD.VL)));

    private static readonly ConcurrentDictionary<(string Name, Type First, Type? Second), MethodInfo?> Methods = new();

    /// <summary>True if 64-bit integers and doubles are converted by instructions.</summary>
    public static bool ConvertsLongs(int lanes) => lanes == 16 ? Avx512DQ.IsSupported : Avx512DQ.VL.IsSupported;

    /// <summary>The method of one or two vectors; null if this machine has none.</summary>
    public static MethodInfo? Find(VectorIsa isa, string name, Type element, Type? second = null) =>
        Methods.GetOrAdd((name, isa.Vector(element), second is null ? null : isa.Vector(second)), static (key, lanes) =>
        {
            Type[] parameters = key.Second is null ? [key.First] : [key.First, key.Second];
            return (lanes == 16 ? OfSixteen : OfFewer)
                .Select(type => type.GetMethod(key.Name, BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly, parameters))
                .FirstOrDefault(method => method is not null);
        }, isa.Lanes);

    /// <summary>b where the mask is set, else a, for (a, b, mask): what computes b does so under the mask, in one instruction.</summary>
    public static MethodInfo? Blend(VectorIsa isa, Type element)
    {
        var vector = isa.Vector(element);
        return isa.Lanes == 16 && Avx512F.IsSupported ? typeof(Avx512F).GetMethod(nameof(Avx512F.BlendVariable), [vector, vector, vector]) : null;
    }

    private static Type[] Present(params (bool Supported, Type Type)[] types) =>
        [.. types.Where(entry => entry.Supported).Select(entry => entry.Type)];
}
