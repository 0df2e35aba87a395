using System.Reflection;
using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Backends.Ptx;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>The PTX of a kernel, for tests that read it.</summary>
internal static class KernelCode
{
    /// <summary>As a Hopper device of today's drivers gets it, under <c>MathMode.Fast</c>, with aligned arguments.</summary>
    public static string Of(Delegate kernel, LaunchBounds bounds = default) => Of(kernel.Method, bounds);

    private static string Of(MethodInfo method, LaunchBounds bounds)
    {
        var target = new PtxTarget(78, 90, FastMath: true);
        var function = KernelTranslator.Translate(method, new TranslationOptions { InlinePtx = true });
        function.Bounds = bounds;
        PassPipeline.Run(function, new PassOptions
        {
            FastMath = true,
            WarpSize = PtxTarget.WarpSize,
            ElementaryBody = ElementaryBodies.Without(target.HasFunction),
        });
        return PtxEmitter.Compile(function, target, alignedPointers: true).Text;
    }
}
