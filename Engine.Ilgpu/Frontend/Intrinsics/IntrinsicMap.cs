using System.Collections.Concurrent;
using System.Reflection;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>
/// Which methods are operations of the device rather than code to inline. Methods are recognised by names, so that
/// the map depends neither on the API's assembly nor on its bodies, which run on the host only.
/// </summary>
internal static class IntrinsicMap
{
    private static readonly Func<MethodBase, string, Intrinsic?>[] Areas =
    [
        ViewIntrinsics.Find,
        SpanIntrinsics.Find,
        MathIntrinsics.Find,
        BitIntrinsics.Find,
        PositionIntrinsics.Find,
        SynchronisationIntrinsics.Find,
        MemoryIntrinsics.Find,
        AtomicIntrinsics.Find,
        UnsafeIntrinsics.Find,
        AssemblyIntrinsics.Find,
        RuntimeIntrinsics.Find,
    ];

    private static readonly ConcurrentDictionary<MethodBase, Intrinsic?> Cache = new();

    /// <summary>Null if the method is ordinary code.</summary>
    public static Intrinsic? Find(MethodBase method) => Cache.GetOrAdd(method, Search);

    private static Intrinsic? Search(MethodBase method)
    {
        if (method.DeclaringType is not { } type)
            return null;
        string? name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName;
        if (name is null)
            return null;
        foreach (var area in Areas)
        {
            if (area(method, name) is { } intrinsic)
                return intrinsic;
        }
        return null;
    }
}
