using System.Reflection;

namespace ILGPU.Runtime;

/// <summary>Checks that what is to be loaded can be a kernel at all.</summary>
internal static class KernelMethod
{
    /// <summary>The method behind a delegate.</summary>
    /// <exception cref="NotSupportedException">It is a lambda that captures variables, or belongs to an object.</exception>
    public static MethodInfo Of(Delegate action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var method = action.Method;
        Check(method);
        return method;
    }

    /// <inheritdoc cref="Of"/>
    public static void Check(MethodInfo method)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (method.ReturnType != typeof(void))
            throw new NotSupportedException($"The kernel '{Name(method)}' returns a value; a kernel must return void.");
        if (method.ContainsGenericParameters)
            throw new NotSupportedException($"The kernel '{Name(method)}' has open type parameters.");
        if (method.IsStatic || method.DeclaringType is not { } type)
            return;
        // A lambda that captures nothing is an instance method of a class without instance fields.
        var captured = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        bool isClosure = type.Name.Contains("<>", StringComparison.Ordinal);
        if (isClosure && captured.Length > 0)
        {
            string names = string.Join(", ", captured.Select(field => $"'{Readable(field.Name)}'"));
            throw new NotSupportedException(
                $"The kernel '{Name(method)}' is a lambda that captures {names}; pass captured values as kernel parameters.");
        }
        if (!isClosure)
        {
            throw new NotSupportedException(
                $"The kernel '{Name(method)}' is an instance method or a lambda that captures 'this'; a kernel must be static.");
        }
    }

    /// <summary>The index type of an implicitly grouped kernel, checked.</summary>
    /// <exception cref="NotSupportedException">Kernels of that index do not exist.</exception>
    public static Type IndexType(Type type, MethodInfo method)
    {
        if (type == typeof(Index1D) || type == typeof(Index2D) || type == typeof(Index3D))
            return type;
        throw new NotSupportedException(
            $"The kernel '{Name(method)}' has an index of type {type.Name}; supported are Index1D, Index2D and Index3D.");
    }

    public static string Name(MethodInfo method) =>
        method.DeclaringType is { } type ? $"{type.Name}.{method.Name}" : method.Name;

    /// <summary>The types of the kernel's parameters.</summary>
    public static Type[] ParameterTypes(MethodInfo method) => [.. method.GetParameters().Select(parameter => parameter.ParameterType)];

    private static string Readable(string field) =>
        field.StartsWith("<>4__this", StringComparison.Ordinal) ? "this" : field;
}
