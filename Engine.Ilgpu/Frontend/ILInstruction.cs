using System.Reflection.Metadata;

namespace Engine.Ilgpu.Frontend;

/// <summary>One decoded IL instruction.</summary>
/// <param name="Offset">Where it starts in the method's IL.</param>
/// <param name="Next">Where the next one starts.</param>
/// <param name="Integer">The integer operand: a literal, a token, a variable's number or a branch's target offset.</param>
/// <param name="Real">The floating-point operand.</param>
/// <param name="Targets">The target offsets of a switch.</param>
internal sealed record ILInstruction(ILOpCode Code, int Offset, int Next, long Integer, double Real, int[]? Targets)
{
    public int Token => (int)Integer;

    public bool IsConditionalBranch => Code is
        >= ILOpCode.Brfalse_s and <= ILOpCode.Blt_un_s or >= ILOpCode.Brfalse and <= ILOpCode.Blt_un;

    public bool IsUnconditionalBranch => Code is ILOpCode.Br or ILOpCode.Br_s or ILOpCode.Leave or ILOpCode.Leave_s;

    /// <summary>True if the instruction after it is not reached from it.</summary>
    public bool EndsFlow => IsUnconditionalBranch
        || Code is ILOpCode.Ret or ILOpCode.Throw or ILOpCode.Rethrow or ILOpCode.Jmp or ILOpCode.Endfinally or ILOpCode.Endfilter;

    public bool EndsBlock => EndsFlow || IsConditionalBranch || Code == ILOpCode.Switch;
}
