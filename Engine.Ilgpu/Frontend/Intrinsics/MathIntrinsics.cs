using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.Elementary;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend.Intrinsics;

/// <summary>Functions of numbers: Math, MathF, float, double, the integer types, IntrinsicMath and XMath.</summary>
internal static class MathIntrinsics
{
    private static readonly HashSet<string> Types =
    [
        "System.Math", "System.MathF", "System.Single", "System.Double", "System.Int32", "System.Int64", "System.UInt32", "System.UInt64",
        "System.SByte", "System.Int16", "System.Byte", "System.UInt16", "ILGPU.IntrinsicMath", "ILGPU.Algorithms.XMath",
    ];

    private static readonly Dictionary<string, Op> FloatUnary = new()
    {
        ["Abs"] = Op.Abs,
        ["Sqrt"] = Op.Sqrt,
        ["Rsqrt"] = Op.ReciprocalSqrt,
        ["ReciprocalSqrtEstimate"] = Op.ReciprocalSqrt,
        ["Rcp"] = Op.Reciprocal,
        ["ReciprocalEstimate"] = Op.Reciprocal,
        ["Exp"] = Op.Exp,
        ["Exp2"] = Op.Exp2,
        ["Log"] = Op.Log,
        ["Log2"] = Op.Log2,
        ["Log10"] = Op.Log10,
        ["Sin"] = Op.Sin,
        ["Cos"] = Op.Cos,
        ["Tan"] = Op.Tan,
        ["Asin"] = Op.Asin,
        ["Acos"] = Op.Acos,
        ["Atan"] = Op.Atan,
        ["Sinh"] = Op.Sinh,
        ["Cosh"] = Op.Cosh,
        ["Tanh"] = Op.Tanh,
        ["Floor"] = Op.Floor,
        ["Ceiling"] = Op.Ceiling,
        ["Truncate"] = Op.Truncate,
        ["Round"] = Op.RoundEven,
        ["RoundToEven"] = Op.RoundEven,
        ["RoundAwayFromZero"] = Op.RoundAwayFromZero,
    };

    private static readonly Dictionary<string, Op> FloatBinary = new()
    {
        ["Min"] = Op.Min,
        ["Max"] = Op.Max,
        ["CopySign"] = Op.CopySign,
        ["Pow"] = Op.Pow,
        ["Atan2"] = Op.Atan2,
        ["IEEERemainder"] = Op.IeeeRemainder,
        ["Ieee754Remainder"] = Op.IeeeRemainder,
        ["Rem"] = Op.Rem,
    };

    public static Intrinsic? Find(MethodBase method, string type)
    {
        // Some devices have an instruction for this step of the exponentials, others its method's operations.
        if ((method.DeclaringType == typeof(ElementaryFunctions) || method.DeclaringType == typeof(DoubleFunctions)) && method.Name == nameof(ElementaryFunctions.Scale))
            return Binary(Op.Scale);
        if (!method.IsStatic || method.IsGenericMethod || !Types.Contains(type))
            return null;
        var parameters = method.GetParameters();
        if (parameters.Length == 0)
            return null;
        var operand = parameters[0].ParameterType;
        bool uniform = parameters.All(parameter => parameter.ParameterType == operand);
        if (operand == typeof(float) || operand == typeof(double))
            return uniform ? FindFloat(method.Name, parameters.Length, type) : FindRounding(method.Name, parameters);
        return uniform && operand.IsPrimitive ? FindInteger(method.Name, parameters.Length, operand) : null;
    }

    private static Intrinsic? FindFloat(string name, int arity, string type)
    {
        if (arity == 1 && FloatUnary.TryGetValue(name, out var unary))
            return call => call.Result(call.Emit.Unary(unary, call.Scalar(0)));
        if (arity == 2 && FloatBinary.TryGetValue(name, out var binary))
            return call => call.Result(call.Emit.Binary(binary, call.Scalar(0), call.Scalar(1)));
        return (name, arity) switch
        {
            ("FusedMultiplyAdd", 3) => call => call.Result(call.Emit.Pure(Op.FusedMultiplyAdd, call.Scalar(0).Type, 0, call.Scalar(0), call.Scalar(1), call.Scalar(2))),
            // .NET keeps a NaN and compares; ILGPU takes minimum, then maximum.
            ("Clamp", 3) => type.StartsWith("ILGPU", StringComparison.Ordinal) ? ClampByMinMax : ClampBySelect,
            ("Sign", 1) => Sign,
            ("IsNaN", 1) => call => call.Bool(call.Emit.Compare(Comparison.NotEqual, call.Scalar(0), call.Scalar(0))),
            ("IsInfinity", 1) => call => call.Bool(CompareMagnitude(call, Comparison.Equal)),
            ("IsFinite", 1) => call => call.Bool(CompareMagnitude(call, Comparison.Less)),
            ("IsPositiveInfinity", 1) => call => call.Bool(call.Emit.Compare(Comparison.Equal, call.Scalar(0), Infinity(call))),
            _ => null,
        };
    }

    private static Intrinsic? FindRounding(string name, ParameterInfo[] parameters) =>
        name == "Round" && parameters.Length == 2 && parameters[1].ParameterType == typeof(MidpointRounding) ? Round : null;

    private static StackValue Round(IntrinsicCall call)
    {
        if (call.Scalar(1) is not Constant mode)
            throw new KernelCompilationException("the rounding mode must be a constant.");
        var op = (MidpointRounding)mode.Bits switch
        {
            MidpointRounding.ToEven => Op.RoundEven,
            MidpointRounding.AwayFromZero => Op.RoundAwayFromZero,
            MidpointRounding.ToZero => Op.Truncate,
            MidpointRounding.ToNegativeInfinity => Op.Floor,
            _ => Op.Ceiling,
        };
        return call.Result(call.Emit.Unary(op, call.Scalar(0)));
    }

    private static Intrinsic? FindInteger(string name, int arity, Type operand)
    {
        // Bytes and (u)shorts are int32 on the stack, where the signed operations are right.
        bool unsigned = operand == typeof(uint) || operand == typeof(ulong);
        return (name, arity) switch
        {
            ("Abs", 1) when !unsigned => call => call.Result(call.Emit.Unary(Op.Abs, call.Scalar(0))),
            ("Min", 2) => Binary(unsigned ? Op.MinUnsigned : Op.Min),
            ("Max", 2) => Binary(unsigned ? Op.MaxUnsigned : Op.Max),
            ("Clamp", 3) => unsigned
                ? call => call.Result(Clamp(call, Op.MinUnsigned, Op.MaxUnsigned))
                : call => call.Result(Clamp(call, Op.Min, Op.Max)),
            ("Sign", 1) when !unsigned => Sign,
            _ => null,
        };
    }

    private static Intrinsic Binary(Op op) => call => call.Result(call.Emit.Binary(op, call.Scalar(0), call.Scalar(1)));

    private static Value Clamp(IntrinsicCall call, Op minimum, Op maximum) =>
        call.Emit.Binary(maximum, call.Emit.Binary(minimum, call.Scalar(0), call.Scalar(2)), call.Scalar(1));

    private static StackValue ClampByMinMax(IntrinsicCall call) => call.Result(Clamp(call, Op.Min, Op.Max));

    private static StackValue ClampBySelect(IntrinsicCall call)
    {
        var (value, low, high) = (call.Scalar(0), call.Scalar(1), call.Scalar(2));
        var above = call.Emit.Select(call.Emit.Compare(Comparison.Greater, value, high), high, value);
        return call.Result(call.Emit.Select(call.Emit.Compare(Comparison.Less, value, low), low, above));
    }

    /// <summary>-1, 0 or 1; 0 for NaN, where .NET throws.</summary>
    private static StackValue Sign(IntrinsicCall call)
    {
        var value = call.Scalar(0);
        var zero = Constant.Zero(value.Type);
        var positive = call.Emit.Select(call.Emit.Compare(Comparison.Greater, value, zero), Constant.Int32(1), Constant.Int32(0));
        return call.Result(call.Emit.Select(call.Emit.Compare(Comparison.Less, value, zero), Constant.Int32(-1), positive));
    }

    private static Constant Infinity(IntrinsicCall call) => call.Scalar(0).Type == IRType.Float32
        ? Constant.Float32(float.PositiveInfinity)
        : Constant.Float64(double.PositiveInfinity);

    private static Value CompareMagnitude(IntrinsicCall call, Comparison comparison) =>
        call.Emit.Compare(comparison, call.Emit.Unary(Op.Abs, call.Scalar(0)), Infinity(call));
}
