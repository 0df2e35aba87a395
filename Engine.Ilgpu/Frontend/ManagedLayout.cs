using System.Reflection;
using System.Reflection.Emit;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// The CLR's own layout of a structure, asked of the CLR itself: a small method takes the address of each field of
/// a local variable. Unlike <c>Marshal.OffsetOf</c> this is the managed layout, automatic layout included.
/// </summary>
internal static class ManagedLayout
{
    public static (int[] Offsets, int Size) Of(Type type, FieldInfo[] fields)
    {
        var method = new DynamicMethod("Layout", typeof(int), [typeof(int[])], typeof(ManagedLayout).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        var local = il.DeclareLocal(type);
        for (int i = 0; i < fields.Length; i++)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldloca, local);
            il.Emit(OpCodes.Ldflda, fields[i]);
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Ldloca, local);
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Conv_I4);
            il.Emit(OpCodes.Stelem_I4);
        }
        il.Emit(OpCodes.Sizeof, type);
        il.Emit(OpCodes.Ret);
        var offsets = new int[fields.Length];
        int size = method.CreateDelegate<Func<int[], int>>()(offsets);
        return (offsets, size);
    }
}
