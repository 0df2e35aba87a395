namespace ILGPU.Algorithms;

public static partial class XMath
{
    public static double Floor(double value) => Math.Floor(value);
    public static float Floor(float value) => MathF.Floor(value);

    public static double Ceiling(double value) => Math.Ceiling(value);
    public static float Ceiling(float value) => MathF.Ceiling(value);

    public static double Round(double value) => Math.Round(value);
    public static float Round(float value) => MathF.Round(value);
    public static double Round(double value, int digits) => Math.Round(value, digits);
    public static float Round(float value, int digits) => MathF.Round(value, digits);
    public static double Round(double value, MidpointRounding mode) => Math.Round(value, mode);
    public static float Round(float value, MidpointRounding mode) => MathF.Round(value, mode);
    public static double Round(double value, int digits, MidpointRounding mode) => Math.Round(value, digits, mode);
    public static float Round(float value, int digits, MidpointRounding mode) => MathF.Round(value, digits, mode);

    public static double RoundAwayFromZero(double value) => Math.Round(value, MidpointRounding.AwayFromZero);
    public static float RoundAwayFromZero(float value) => MathF.Round(value, MidpointRounding.AwayFromZero);

    public static double RoundToEven(double value) => Math.Round(value);
    public static float RoundToEven(float value) => MathF.Round(value);

    public static double Truncate(double value) => Math.Truncate(value);
    public static float Truncate(float value) => MathF.Truncate(value);
}
