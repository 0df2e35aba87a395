using System.Reflection;
using Engine.Ilgpu.Diagnostics;

namespace Engine.Ilgpu.Frontend;

/// <summary>Finds what a call on a type parameter really calls, once the structure behind it is known.</summary>
internal static class CallResolver
{
    /// <param name="type">The structure.</param>
    /// <param name="method">An interface's method (static or not) or a virtual method of object.</param>
    /// <returns>The structure's own method, or a default method of the interface.</returns>
    public static MethodBase Constrained(Type type, MethodBase method)
    {
        if (!type.IsValueType)
            throw new KernelCompilationException($"the type argument '{TypeNames.Of(type)}' is a class; its methods are called through a reference.");
        if (method is not MethodInfo info || !method.IsVirtual && !(method.IsStatic && method.DeclaringType!.IsInterface))
            return method;
        return method.DeclaringType!.IsInterface ? Implementation(type, info) : Override(type, info);
    }

    /// <summary>The same, or null if nothing is found.</summary>
    public static MethodBase? TryConstrained(Type type, MethodBase method)
    {
        try
        {
            return Constrained(type, method);
        }
        catch (KernelCompilationException)
        {
            return null;
        }
    }

    private static MethodInfo Implementation(Type type, MethodInfo method)
    {
        var definition = method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
        if (!definition.IsAbstract && definition.IsStatic && !definition.IsVirtual)
            return method;
        var map = type.GetInterfaceMap(method.DeclaringType!);
        int index = Array.FindIndex(map.InterfaceMethods, candidate => candidate.MethodHandle == definition.MethodHandle);
        if (index < 0 || map.TargetMethods[index] is not { } target)
            throw new KernelCompilationException($"'{TypeNames.Of(type)}' has no implementation of '{TypeNames.Of(method)}' that could be found.");
        if (target.IsAbstract)
            throw new KernelCompilationException($"the implementation of '{TypeNames.Of(method)}' in '{TypeNames.Of(type)}' is ambiguous or missing.");
        return method.IsGenericMethod ? target.MakeGenericMethod(method.GetGenericArguments()) : target;
    }

    private static MethodInfo Override(Type type, MethodInfo method)
    {
        var found = type.GetMethod(method.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly, [.. method.GetParameters().Select(parameter => parameter.ParameterType)]);
        return found ?? throw new KernelCompilationException($"'{TypeNames.Of(type)}' does not override '{method.Name}'; the inherited method needs an object.");
    }
}
