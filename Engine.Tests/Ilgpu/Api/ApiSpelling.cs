using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>Spells types and members as the API listing does.</summary>
internal static class ApiSpelling
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(nint)] = "nint",
        [typeof(char)] = "char",
    };

    public static string Name(Type type)
    {
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        var names = new List<string>();
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
            names.Insert(0, outer.Name.Split('`')[0]);
        string name = string.Join('.', names);
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    /// <summary>The heading's words: kind and name.</summary>
    public static string Heading(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsInterface: true } => "interface",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        return $"{kind} {Name(type)}";
    }

    /// <summary>The public members that the type itself declares, those of object and IDisposable left out.</summary>
    public static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Flags =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var field in type.GetFields(Flags))
            yield return $"{(field.IsLiteral ? "const" : "static")} field {Name(field.FieldType)} {field.Name}";
        foreach (var constructor in type.GetConstructors(Flags & ~BindingFlags.Static))
            yield return $"ctor({Parameters(constructor)})";
        foreach (var property in type.GetProperties(Flags))
            yield return Property(property);
        foreach (var method in type.GetMethods(Flags))
        {
            bool isAccessor = method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);
            if (!isAccessor && !IsCommon(method))
                yield return Method(method);
        }
    }

    private static bool IsCommon(MethodInfo method) =>
        method.Name is "Equals" or "GetHashCode" or "ToString" or "Dispose";

    private static string Property(PropertyInfo property)
    {
        var accessor = property.GetMethod!;
        var index = property.GetIndexParameters();
        string name = index.Length > 0 ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        string set = property.SetMethod is { IsPublic: true } ? " set;" : "";
        return $"{Static(accessor)}{Name(property.PropertyType)} {name} {{ get;{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        var text = new StringBuilder($"{Static(method)}{Name(method.ReturnType)} {method.Name}");
        var generics = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        if (generics.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"<{string.Join(", ", generics.Select(Name))}>");
        text.Append('(');
        if (method.IsDefined(typeof(ExtensionAttribute)))
            text.Append("this ");
        text.Append(Parameters(method)).Append(')');
        foreach (var generic in generics)
        {
            if (Constraints(generic) is { Length: > 0 } constraints)
                text.Append(CultureInfo.InvariantCulture, $" where {generic.Name} : {constraints}");
        }
        return text.ToString();
    }

    private static string Constraints(Type parameter)
    {
        var parts = new List<string>();
        bool isStruct = parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (parameter.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsUnmanagedAttribute"))
            parts.Add("unmanaged");
        else if (isStruct)
            parts.Add("struct");
        parts.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Name));
        return string.Join(", ", parts);
    }

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string type = Name(parameter.ParameterType);
        if (parameter.ParameterType.IsByRef)
        {
            string word = parameter.IsOut ? "out" : parameter.IsIn ? "in" : "ref";
            type = word + type[3..];
        }
        string value = parameter.HasDefaultValue
            ? string.Create(CultureInfo.InvariantCulture, $" = {parameter.DefaultValue}")
            : "";
        return $"{type} {parameter.Name}{value}";
    }
}
