using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>
/// Arithmetic on floats: every operation rounds once, to nearest even, and keeps denormals; a sum and a product fuse only where
/// the IR says so. Approximations are used under <see cref="PtxTarget.FastMath"/> alone, for f32 alone, and where they give a few ulp:
/// roots, reciprocals and exponentials. Division stays exact, so that x/x is 1.
/// </summary>
internal sealed class PtxFloats(PtxCode code)
{
    private const string Log2OfE = "0f3FB8AA3B";

    public void Binary(Instruction instruction)
    {
        var type = instruction.Type;
        string suffix = PtxText.Signed(type);
        string target = code.Define(instruction);
        string left = code.Use(instruction.Operands[0]);
        string right = code.Use(instruction.Operands[1]);
        switch (instruction.Op)
        {
            case Op.Add:
                code.Line($"add.rn.{suffix} {target}, {left}, {right}");
                break;
            case Op.Sub:
                code.Line($"sub.rn.{suffix} {target}, {left}, {right}");
                break;
            case Op.Mul:
                code.Line($"mul.rn.{suffix} {target}, {left}, {right}");
                break;
            case Op.Div:
                code.Line($"div.rn.{suffix} {target}, {left}, {right}");
                break;
            case Op.Min:
                MinMax(instruction, "min");
                break;
            case Op.Max:
                MinMax(instruction, "max");
                break;
            case Op.CopySign:
                // PTX names the sign first.
                code.Line($"copysign.{suffix} {target}, {right}, {left}");
                break;
            default:
                throw Unexpanded(instruction);
        }
    }

    public void Unary(Instruction instruction)
    {
        var type = instruction.Type;
        string suffix = PtxText.Signed(type);
        string target = code.Define(instruction);
        string source = code.InRegister(instruction.Operands[0]);
        switch (instruction.Op)
        {
            case Op.Neg:
                code.Line($"neg.{suffix} {target}, {source}");
                break;
            case Op.Abs:
                code.Line($"abs.{suffix} {target}, {source}");
                break;
            case Op.Sqrt:
                code.Line($"sqrt.{(IsFast(type) ? "approx" : "rn")}.{suffix} {target}, {source}");
                break;
            case Op.ReciprocalSqrt when IsFast(type):
                code.Line($"rsqrt.approx.f32 {target}, {source}");
                break;
            case Op.ReciprocalSqrt:
                string root = code.Compute(code.Registers.ClassOf(instruction), $"sqrt.rn.{suffix}", source);
                code.Line($"rcp.rn.{suffix} {target}, {root}");
                break;
            case Op.Reciprocal:
                code.Line($"rcp.{(IsFast(type) ? "approx" : "rn")}.{suffix} {target}, {source}");
                break;
            case Op.Floor:
                code.Line($"cvt.rmi.{suffix}.{suffix} {target}, {source}");
                break;
            case Op.Ceiling:
                code.Line($"cvt.rpi.{suffix}.{suffix} {target}, {source}");
                break;
            case Op.Truncate:
                code.Line($"cvt.rzi.{suffix}.{suffix} {target}, {source}");
                break;
            case Op.RoundEven:
                code.Line($"cvt.rni.{suffix}.{suffix} {target}, {source}");
                break;
            case Op.RoundAwayFromZero:
                RoundAway(instruction, source);
                break;
            case Op.Exp2 when IsFast(type):
                code.Line($"ex2.approx.f32 {target}, {source}");
                break;
            case Op.Exp when IsFast(type):
                code.Line($"ex2.approx.f32 {target}, {code.Compute(RegisterClass.Float, "mul.rn.f32", $"{source}, {Log2OfE}")}");
                break;
            default:
                throw Unexpanded(instruction);
        }
    }

    public void FusedMultiplyAdd(Instruction instruction)
    {
        var operands = instruction.Operands;
        code.Line(
            $"fma.rn.{PtxText.Signed(instruction.Type)} {code.Define(instruction)}, {code.Use(operands[0])}, {code.Use(operands[1])}, {code.Use(operands[2])}");
    }

    private bool IsFast(IRType type) => code.Target.FastMath && type == IRType.Float32;

    private void MinMax(Instruction instruction, string name) =>
        MinMax(instruction.Type, name, code.Define(instruction), code.Use(instruction.Operands[0]), code.Use(instruction.Operands[1]));

    /// <summary>PTX orders -0 below +0, as the IR does, but drops a NaN where the other operand is none.</summary>
    /// <param name="name">min or max.</param>
    public void MinMax(IRType type, string name, string target, string left, string right)
    {
        string suffix = PtxText.Signed(type);
        string operands = $"{left}, {right}";
        if (type == IRType.Float32 && code.Target.HasMinMaxNaN)
        {
            code.Line($"{name}.NaN.f32 {target}, {operands}");
            return;
        }
        var kind = type == IRType.Float32 ? RegisterClass.Float : RegisterClass.Double;
        string number = code.Compute(kind, $"{name}.{suffix}", operands);
        string sum = code.Compute(kind, $"add.rn.{suffix}", operands);
        string isNaN = code.Compute(RegisterClass.Predicate, $"setp.nan.{suffix}", operands);
        code.Line($"selp.{suffix} {target}, {sum}, {number}, {isNaN}");
    }

    /// <summary>Truncates, then steps away from zero where what was cut off is a half or more.</summary>
    private void RoundAway(Instruction instruction, string source)
    {
        string suffix = PtxText.Signed(instruction.Type);
        var kind = code.Registers.ClassOf(instruction);
        string one = instruction.Type == IRType.Float32 ? "0f3F800000" : "0d3FF0000000000000";
        string zero = instruction.Type == IRType.Float32 ? "0f00000000" : "0d0000000000000000";
        string half = instruction.Type == IRType.Float32 ? "0f3F000000" : "0d3FE0000000000000";
        string whole = code.Compute(kind, $"cvt.rzi.{suffix}.{suffix}", source);
        string rest = code.Compute(kind, $"abs.{suffix}", code.Compute(kind, $"sub.rn.{suffix}", $"{source}, {whole}"));
        string isUp = code.Compute(RegisterClass.Predicate, $"setp.ge.{suffix}", $"{rest}, {half}");
        string step = code.Compute(kind, $"selp.{suffix}", $"{one}, {zero}, {isUp}");
        string signed = code.Compute(kind, $"copysign.{suffix}", $"{source}, {step}");
        string sum = code.Compute(kind, $"add.rn.{suffix}", $"{whole}, {signed}");
        code.Line($"copysign.{suffix} {code.Define(instruction)}, {source}, {sum}");
    }

    private static KernelCompilationException Unexpanded(Instruction instruction) => new(
        $"the function '{instruction.Op.Info().Mnemonic}' on {instruction.Type.Name()} does not exist on a CUDA device"
        + (instruction.Location is { } location ? $" (used in {location})." : "."));
}
