using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// Finds out whether the address of a variable is taken only to read: a field is loaded, or a method is called that does
/// not change its structure. Such a variable keeps its value wherever control goes.
/// </summary>
internal sealed class AddressUses(ILBody body)
{
    private readonly Type[] _typeArguments = body.Method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : [];
    private readonly Type[] _methodArguments = body.Method.IsGenericMethod ? body.Method.GetGenericArguments() : [];

    /// <param name="index">The index of the ldarga or ldloca.</param>
    /// <param name="last">The index of the last instruction of its block.</param>
    public bool OnlyReads(int index, int last)
    {
        // How many values lie on the address.
        int above = 0;
        for (int i = index + 1; i <= last; i++)
        {
            var instruction = body.Instructions[i];
            var (pops, pushes) = StackEffect(instruction);
            if (pops > above)
            {
                if (instruction.Code == ILOpCode.Ldflda)
                    continue;
                return ReadsAt(i, pops - 1 - above);
            }
            above += pushes - pops;
        }
        return false;
    }

    /// <param name="position">Which of the popped values, first pushed first, is the address.</param>
    private bool ReadsAt(int index, int position)
    {
        var instruction = body.Instructions[index];
        if (instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldobj or >= ILOpCode.Ldind_i1 and <= ILOpCode.Ldind_r8)
            return true;
        if (instruction.Code is not (ILOpCode.Call or ILOpCode.Callvirt) || ResolveCall(index) is not { } method)
            return false;
        if (!method.IsStatic && position == 0)
            return IsReadOnly(method);
        return method.GetParameters()[position - (method.IsStatic ? 0 : 1)].IsIn;
    }

    /// <summary>Constructors write, and so do the init accessors of a readonly structure, which a with expression calls.</summary>
    private static bool IsReadOnly(MethodBase method) =>
        method is MethodInfo { ReturnParameter: var result }
        && !result.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
        && method.DeclaringType is { IsValueType: true } type
        && (type.IsDefined(typeof(IsReadOnlyAttribute), false) || method.IsDefined(typeof(IsReadOnlyAttribute), false));

    private MethodBase? ResolveCall(int index)
    {
        var method = Resolve(body.Instructions[index].Token);
        if (method is null || index == 0 || body.Instructions[index - 1] is not { Code: ILOpCode.Constrained } prefix)
            return method;
        var type = body.Method.Module.ResolveType(prefix.Token, _typeArguments, _methodArguments);
        return type.IsValueType ? CallResolver.TryConstrained(type, method) : null;
    }

    private MethodBase? Resolve(int token) => body.Method.Module.ResolveMethod(token, _typeArguments, _methodArguments);

    private (int Pops, int Pushes) StackEffect(ILInstruction instruction)
    {
        switch (instruction.Code)
        {
            case ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj:
                if (Resolve(instruction.Token) is not { } method)
                    return (int.MaxValue, 0);
                bool creates = instruction.Code == ILOpCode.Newobj;
                int receiver = method.IsStatic || creates ? 0 : 1;
                bool result = creates || method is MethodInfo { ReturnType: var type } && type != typeof(void);
                return (method.GetParameters().Length + receiver, result ? 1 : 0);
            case ILOpCode.Ret or ILOpCode.Calli:
                return (int.MaxValue, 0);
            default:
                var code = ILReader.OpCodeOf(instruction.Code);
                return (Pops(code.StackBehaviourPop), Pushes(code.StackBehaviourPush));
        }
    }

    private static int Pops(StackBehaviour behaviour) => behaviour switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        _ => 3,
    };

    private static int Pushes(StackBehaviour behaviour) => behaviour switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        _ => 1,
    };
}
