using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends.Ptx;

/// <summary>
/// Assertions. The first item that fails takes the fault record, which the last parameter points to, and leaves what
/// happened there; every failing item ends. The host looks at the record when it synchronises.
/// </summary>
internal sealed class PtxFaults(PtxCode code)
{
    /// <summary>The record: i32 taken, i32 site, i64 a, i64 b.</summary>
    public const int RecordBytes = 24;

    public const string ParameterName = "faults";

    /// <summary>The sites, by the numbers that are written to the record.</summary>
    public FaultSites Sites { get; } = new(code.Function.Name);

    public void Assert(Instruction instruction)
    {
        var operands = instruction.Operands;
        if (operands[0] is Constant { Bits: not 0 })
            return;
        int site = Sites.Add((FaultCode)instruction.Immediate, instruction.Location);
        string fail = code.NewLabel("F");
        code.Line($"@!{code.InRegister(operands[0])} bra {fail}");
        code.Cold(() => Fail(fail, site, operands[1], operands[2]));
    }

    private void Fail(string label, int site, Value a, Value b)
    {
        code.Label(label);
        string generic = code.Compute(RegisterClass.Long, "ld.param.u64", $"[{ParameterName}]");
        string record = code.Compute(RegisterClass.Long, "cvta.to.global.u64", generic);
        string free = code.Compute(RegisterClass.Word, "mov.b32", "0");
        string taken = code.Compute(RegisterClass.Word, "mov.b32", "1");
        string before = code.Compute(RegisterClass.Word, "atom.global.cas.b32", $"[{record}], {free}, {taken}");
        string isLate = code.Compute(RegisterClass.Predicate, "setp.ne.s32", $"{before}, 0");
        code.Line($"@{isLate} exit");
        string number = code.Compute(RegisterClass.Word, "mov.b32", $"{site}");
        code.Line($"st.global.b32 [{record}+4], {number}");
        code.Line($"st.global.b64 [{record}+8], {code.InRegister(a)}");
        code.Line($"st.global.b64 [{record}+16], {code.InRegister(b)}");
        code.Line("exit");
    }
}
