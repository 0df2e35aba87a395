using System.Reflection;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>Shared and local memory. The forms with one, two and three dimensions are ordinary code over these.</summary>
internal static class MemoryIntrinsics
{
    public static Intrinsic? Find(MethodBase method, string type) => (type, method.Name, method.GetParameters().Length) switch
    {
        ("ILGPU.SharedMemory", "Allocate", 0) => call => StackValue.Scalar(call.Emit.SharedAlloca(call.ElementLayout.Size)),
        ("ILGPU.SharedMemory", "Allocate", 1) => AllocateShared,
        ("ILGPU.SharedMemory", "GetDynamic", 0) => GetDynamic,
        ("ILGPU.LocalMemory", "Allocate", 1) => AllocateLocal,
        _ => null,
    };

    private static StackValue AllocateShared(IntrinsicCall call)
    {
        long length = ConstantSize.Require(call.Int64(0), "the size of shared memory", call.Options);
        return IntrinsicCall.View(call.ReturnType, call.Emit.SharedAlloca(length * call.ElementLayout.Size), Constant.Int64(length));
    }

    private static StackValue AllocateLocal(IntrinsicCall call)
    {
        long length = ConstantSize.Require(call.Int64(0), "the size of local memory", call.Options);
        long bytes = length * call.ElementLayout.Size;
        var memory = call.Emit.Alloca(bytes);
        if (call.InLoop)
            ZeroMemory.Fill(call.Emit, memory, bytes, call.ElementLayout.Alignment);
        return IntrinsicCall.View(call.ReturnType, memory, Constant.Int64(length));
    }

    private static StackValue GetDynamic(IntrinsicCall call)
    {
        var bytes = call.Emit.Emit(Op.DynamicSharedSize, IRType.Int64, 0);
        var length = call.Emit.Binary(Op.Div, bytes, Constant.Int64(call.ElementLayout.Size));
        return IntrinsicCall.View(call.ReturnType, call.Emit.Emit(Op.DynamicShared, IRType.Pointer, 0), length);
    }
}
