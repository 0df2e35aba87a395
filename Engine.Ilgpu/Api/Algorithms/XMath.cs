using Engine.Ilgpu.Elementary;

namespace ILGPU.Algorithms;

/// <summary>Mathematical functions; they mean the same in kernels and on the host.</summary>
public static partial class XMath
{
    public const float E = 2.718281828459045f;
    public const double ED = 2.718281828459045;
    public const float Log2E = 1.4426950408889634f;
    public const double Log2ED = 1.4426950408889634;
    public const float OneOverLog2E = 0.6931471805599453f;
    public const double OneOverLog2ED = 0.6931471805599453;
    public const float Log10E = 0.4342944819032518f;
    public const double Log10ED = 0.4342944819032518;
    public const float Ln2 = 0.6931471805599453f;
    public const double Ln2D = 0.6931471805599453;
    public const float OneOverLn2 = 1.4426950408889634f;
    public const double OneOverLn2D = 1.4426950408889634;
    public const float Ln10 = 2.302585092994046f;
    public const double Ln10D = 2.302585092994046;
    public const float OneOverLn10 = 0.43429448190325176f;
    public const double OneOverLn10D = 0.43429448190325176;
    public const float PI = 3.141592653589793f;
    public const double PID = 3.141592653589793;
    public const float PIHalf = 1.5707963267948966f;
    public const double PIHalfD = 1.5707963267948966;
    public const float PIFourth = 0.7853981633974483f;
    public const double PIFourthD = 0.7853981633974483;
    public const float OneOverPI = 0.3183098861837907f;
    public const float TwoOverPI = 0.6366197723675814f;
    public const float Sqrt2 = 1.4142135623730951f;
    public const float OneOverSqrt2 = 0.7071067811865475f;
    public const float OneThird = 0.3333333333333333f;

    public static double DegToRad(double degrees) => degrees * (PID / 180.0);
    public static float DegToRad(float degrees) => degrees * (PI / 180f);

    public static double RadToDeg(double radians) => radians * (180.0 / PID);
    public static float RadToDeg(float radians) => radians * (180f / PI);

    public static double Log(double value, double newBase) => Log(value) / Log(newBase);
    public static float Log(float value, float newBase) => Log(value) / Log(newBase);
    public static double Log(double value) => DoubleFunctions.Log(value);
    public static float Log(float value) => ElementaryFunctions.Log(value);

    public static double Log10(double value) => DoubleFunctions.Log10(value);
    public static float Log10(float value) => ElementaryFunctions.Log10(value);

    public static double Log2(double value) => DoubleFunctions.Log2(value);
    public static float Log2(float value) => ElementaryFunctions.Log2(value);

    public static double Pow(double @base, double exp) => DoubleFunctions.Pow(@base, exp);
    public static float Pow(float @base, float exp) => ElementaryFunctions.Pow(@base, exp);

    public static double Exp(double value) => DoubleFunctions.Exp(value);
    public static float Exp(float value) => ElementaryFunctions.Exp(value);

    public static double Exp2(double value) => DoubleFunctions.Exp2(value);
    public static float Exp2(float value) => ElementaryFunctions.Exp2(value);

    public static double Rcp(double value) => 1.0 / value;
    public static float Rcp(float value) => 1f / value;

    public static double Rem(double x, double y) => x % y;
    public static float Rem(float x, float y) => x % y;

    public static double IEEERemainder(double x, double y) => Math.IEEERemainder(x, y);
    public static float IEEERemainder(float x, float y) => MathF.IEEERemainder(x, y);

    public static double Sqrt(double value) => Math.Sqrt(value);
    public static float Sqrt(float value) => MathF.Sqrt(value);

    public static double Rsqrt(double value) => 1.0 / Math.Sqrt(value);
    public static float Rsqrt(float value) => 1f / MathF.Sqrt(value);

    public static double Sin(double value) => DoubleFunctions.Sin(value);
    public static float Sin(float value) => ElementaryFunctions.Sin(value);

    public static double Sinh(double value) => DoubleFunctions.Sinh(value);

    public static double Asin(double value) => DoubleFunctions.Asin(value);
    public static float Asin(float value) => ElementaryFunctions.Asin(value);

    public static float Sinh(float value) => ElementaryFunctions.Sinh(value);

    public static double Cos(double value) => DoubleFunctions.Cos(value);
    public static float Cos(float value) => ElementaryFunctions.Cos(value);

    public static double Cosh(double value) => DoubleFunctions.Cosh(value);
    public static float Cosh(float value) => ElementaryFunctions.Cosh(value);

    public static double Acos(double value) => DoubleFunctions.Acos(value);
    public static float Acos(float value) => ElementaryFunctions.Acos(value);

    public static double Tan(double value) => DoubleFunctions.Tan(value);
    public static float Tan(float value) => ElementaryFunctions.Tan(value);

    public static double Tanh(double value) => DoubleFunctions.Tanh(value);
    public static float Tanh(float value) => ElementaryFunctions.Tanh(value);

    public static double Atan(double value) => DoubleFunctions.Atan(value);
    public static float Atan(float value) => ElementaryFunctions.Atan(value);

    public static double Atan2(double y, double x) => DoubleFunctions.Atan2(y, x);
    public static float Atan2(float y, float x) => ElementaryFunctions.Atan2(y, x);

    public static void SinCos(double value, out double sin, out double cos)
    {
        sin = Sin(value);
        cos = Cos(value);
    }

    public static void SinCos(float value, out float sin, out float cos)
    {
        sin = Sin(value);
        cos = Cos(value);
    }
}
