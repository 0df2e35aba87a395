using System.Collections.Concurrent;
using System.Reflection;
using Engine.Ilgpu.Elementary;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Engine.Ilgpu.Passes;

namespace Engine.Ilgpu.Backends;

/// <summary>The methods of <see cref="ElementaryFunctions"/>, <see cref="DoubleFunctions"/> and <see cref="Remainders"/> as optimised IR, each made when it is first asked for.</summary>
internal static class ElementaryBodies
{
    private static readonly ConcurrentDictionary<(Op, IRType), Lazy<Function>> Bodies = new();

    /// <summary>The bodies of what a device has not.</summary>
    public static Func<Instruction, Function?> Without(Func<Op, IRType, bool> has) =>
        instruction => has(instruction.Op, instruction.Type) ? null : Of(instruction) ?? RemainderOf(instruction);

    /// <summary>See <see cref="PassOptions.ElementaryBody"/>.</summary>
    public static Function? Of(Instruction instruction)
    {
        if (ElementaryMethods.Of(instruction.Op, instruction.Type) is not { } method)
            return null;
        return BodyOf(instruction, method);
    }

    private static Function? RemainderOf(Instruction instruction)
    {
        if (instruction.Op is not (Op.Rem or Op.IeeeRemainder) || !instruction.Type.IsFloat())
            return null;
        var type = instruction.Type == IRType.Float32 ? typeof(float) : typeof(double);
        return BodyOf(instruction, typeof(Remainders).GetMethod(instruction.Op.ToString(), [type, type])!);
    }

    private static Function BodyOf(Instruction instruction, MethodInfo method) =>
        Bodies.GetOrAdd((instruction.Op, instruction.Type), _ => new(() =>
        {
            var body = KernelTranslator.TranslateFunction(method);
            PassPipeline.Run(body, new PassOptions());
            return body;
        })).Value;
}
