using System.Collections.Concurrent;
using Engine.Ilgpu.Elementary;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends;

/// <summary>The methods of <see cref="ElementaryFunctions"/> as optimised IR, each made when it is first asked for.</summary>
internal static class ElementaryBodies
{
    private static readonly ConcurrentDictionary<Op, Lazy<Function>> Bodies = new();

    /// <summary>The bodies of what a device has not.</summary>
    public static Func<Instruction, Function?> Without(Func<Op, IRType, bool> has) =>
        instruction => has(instruction.Op, instruction.Type) ? null : Of(instruction);

    /// <summary>See <see cref="PassOptions.ElementaryBody"/>.</summary>
    public static Function? Of(Instruction instruction)
    {
        if (ElementaryMethods.Of(instruction.Op, instruction.Type) is not { } method)
            return null;
        return Bodies.GetOrAdd(instruction.Op, _ => new(() =>
        {
            var body = KernelTranslator.TranslateFunction(method);
            PassPipeline.Run(body, new PassOptions());
            return body;
        })).Value;
    }
}
