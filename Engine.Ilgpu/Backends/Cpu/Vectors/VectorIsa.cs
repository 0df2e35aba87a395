using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>
/// One width of .NET's vectors: <c>Vector512</c>, <c>Vector256</c> or <c>Vector128</c>. A value of 32 bits or less fills
/// one vector of the warp's lanes, a value of 64 bits two: the lower lanes, then the upper ones.
/// </summary>
internal sealed class VectorIsa
{
    private static readonly ConcurrentDictionary<int, VectorIsa> ByLanes = new();

    // The JIT knows the operators, but inlines the methods of the same meaning, and stops inlining in large methods.
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["Add"] = "op_Addition",
        ["Subtract"] = "op_Subtraction",
        ["Multiply"] = "op_Multiply",
        ["Divide"] = "op_Division",
        ["Negate"] = "op_UnaryNegation",
        ["OnesComplement"] = "op_OnesComplement",
        ["BitwiseAnd"] = "op_BitwiseAnd",
        ["BitwiseOr"] = "op_BitwiseOr",
        ["Xor"] = "op_ExclusiveOr",
        ["ShiftLeft"] = "op_LeftShift",
        ["ShiftRightArithmetic"] = "op_RightShift",
        ["ShiftRightLogical"] = "op_UnsignedRightShift",
    };

    private readonly ConcurrentDictionary<(string Name, Type Element, Type[] Parameters), MethodInfo> _methods = new(new KeyComparer());
    private readonly ConcurrentDictionary<(Type From, Type To), MethodInfo> _casts = new();
    private readonly Type _methodsClass;
    private readonly Type _vector;

    private VectorIsa(int lanes)
    {
        Lanes = lanes;
        (_methodsClass, _vector) = lanes switch
        {
            16 => (typeof(Vector512), typeof(Vector512<>)),
            8 => (typeof(Vector256), typeof(Vector256<>)),
            _ => (typeof(Vector128), typeof(Vector128<>)),
        };
    }

    /// <summary>Lanes of 32 bits in a vector.</summary>
    public int Lanes { get; }

    public int VectorBytes => Lanes * 4;

    public static VectorIsa Of(int lanes) => ByLanes.GetOrAdd(lanes, static count => new VectorIsa(count));

    /// <summary>Vectors that hold a warp's values of a type.</summary>
    public static int Parts(IRType type) => type is IRType.Int64 or IRType.Float64 or IRType.Pointer ? 2 : 1;

    /// <summary>The element of the vectors that hold a type; an i1 is a mask of 32 bits, 0 or -1.</summary>
    public static Type Element(IRType type) => type switch
    {
        IRType.Float32 => typeof(float),
        IRType.Float64 => typeof(double),
        IRType.Int64 or IRType.Pointer => typeof(long),
        _ => typeof(int),
    };

    public Type Vector(Type element) => _vector.MakeGenericType(element);

    public Type Vector(IRType type) => Vector(Element(type));

    /// <summary>Calls a method on vectors of one element type, as many as said; see <see cref="Call"/>.</summary>
    public void OnVectors(ILWriter il, string name, Type element, int operands = 2) =>
        Call(il, name, element, [.. Enumerable.Repeat(Vector(element), operands)]);

    /// <summary>Calls a static method of the vector class; a generic one is closed over the element type.</summary>
    public void Call(ILWriter il, string name, Type element, params Type[] parameters) =>
        il.Call(_methods.GetOrAdd((name, element, parameters), Find));

    /// <summary>Sees the vector on the stack as one of another element type.</summary>
    public void As(ILWriter il, Type from, Type to)
    {
        if (from == to)
            return;
        il.Call(_casts.GetOrAdd((from, to), FindCast));
    }

    public void Broadcast(ILWriter il, Type element) => Call(il, "Create", element, element);

    public void Load(ILWriter il, Type element) => il.Object(OpCodes.Ldobj, Vector(element));

    /// <summary>Stores the vector on the stack to the address below it.</summary>
    public void Store(ILWriter il, Type element) => il.Object(OpCodes.Stobj, Vector(element));

    private MethodInfo FindCast((Type From, Type To) types) =>
        _methodsClass.GetMethod("As", 2, [_vector.MakeGenericType(Type.MakeGenericMethodParameter(0))])!
            .MakeGenericMethod(types.From, types.To);

    private MethodInfo Find((string Name, Type Element, Type[] Parameters) key)
    {
        if (Operators.TryGetValue(key.Name, out string? name))
            return Vector(key.Element).GetMethod(name, BindingFlags.Public | BindingFlags.Static, key.Parameters)!;
        foreach (var member in _methodsClass.GetMember(key.Name, MemberTypes.Method, BindingFlags.Public | BindingFlags.Static))
        {
            var method = (MethodInfo)member;
            if (method.IsGenericMethodDefinition)
            {
                if (method.GetGenericArguments().Length != 1)
                    continue;
                method = method.MakeGenericMethod(key.Element);
            }
            if (method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(key.Parameters))
                return method;
        }
        throw new MissingMethodException(_methodsClass.Name, key.Name);
    }

    private sealed class KeyComparer : IEqualityComparer<(string Name, Type Element, Type[] Parameters)>
    {
        public bool Equals((string Name, Type Element, Type[] Parameters) x, (string Name, Type Element, Type[] Parameters) y) =>
            x.Name == y.Name && x.Element == y.Element && x.Parameters.AsSpan().SequenceEqual(y.Parameters);

        public int GetHashCode((string Name, Type Element, Type[] Parameters) key) =>
            HashCode.Combine(key.Name, key.Element, key.Parameters.Length);
    }
}
