using System.Text;
using System.Text.RegularExpressions;
using Engine.Tests.Ilgpu.Ptx.Interpreter;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>Runs PTX that tests write by hand.</summary>
internal static partial class PtxSnippet
{
    private const string Registers = """
            .reg .pred %p<10>;
            .reg .b16 %h<10>;
            .reg .b32 %r<30>;
            .reg .b64 %rd<20>;
            .reg .f32 %f<30>;
            .reg .f64 %fd<10>;
        """;

    /// <summary>
    /// Runs instructions in one thread. The register with the number n (from 1) of whatever kind they name holds the
    /// n-th input; that with the number 0 holds the result.
    /// </summary>
    public static ulong Evaluate(string instructions, params ulong[] inputs)
    {
        var body = new StringBuilder();
        for (int i = 0; i < inputs.Length; i++)
        {
            string kind = Regex.Match(instructions, $@"%([a-z]+){i + 1}\b").Groups[1].Value;
            string load = kind switch
            {
                "h" => "ld.param.b16",
                "r" or "p" => "ld.param.b32",
                "f" => "ld.param.f32",
                "fd" => "ld.param.f64",
                _ => "ld.param.b64",
            };
            body.Append(kind == "p" ? $"{load} %r{i + 20}, [in+{8 * i}]; setp.ne.u32 %p{i + 1}, %r{i + 20}, 0;\n" : $"{load} %{kind}{i + 1}, [in+{8 * i}];\n");
        }
        body.Append(instructions).Append(";\nld.param.u64 %rd19, [out];\n");
        body.Append(ResultRegister().Match(instructions).Groups[1].Value switch
        {
            "h" => "st.global.b16 [%rd19], %h0;",
            "r" => "st.global.b32 [%rd19], %r0;",
            "f" => "st.global.f32 [%rd19], %f0;",
            "fd" => "st.global.f64 [%rd19], %fd0;",
            "p" => "selp.b32 %r29, 1, 0, %p0; st.global.b32 [%rd19], %r29;",
            _ => "st.global.b64 [%rd19], %rd0;",
        });
        var memory = new PtxAddressSpace();
        var result = memory.AllocateGlobal("the result", 8);
        memory.HostAccess(result.Start, 8, writes: true).Clear();
        byte[] parameters = new byte[8 + (8 * Math.Max(1, inputs.Length))];
        BitConverter.TryWriteBytes(parameters, result.Start);
        for (int i = 0; i < inputs.Length; i++)
            BitConverter.TryWriteBytes(parameters.AsSpan(8 + (8 * i)), inputs[i]);
        string entry = $".entry k(.param .u64 out, .param .align 8 .b8 in[{parameters.Length - 8}])";
        Launch(memory, Module(entry, body.ToString()), parameters, 1, 1);
        return BitConverter.ToUInt64(result.Data);
    }

    /// <summary>Runs a body over blocks of threads; its parameter "data" is the address of words, which are given back.</summary>
    /// <param name="declarations">What stands before the entry.</param>
    public static uint[] Run(string body, int threads, uint[] data, int blocks = 1, int dynamicSharedBytes = 0, string declarations = "", int target = 90)
    {
        var memory = new PtxAddressSpace();
        var region = memory.AllocateGlobal("data", 4 * data.Length);
        Buffer.BlockCopy(data, 0, region.Data, 0, region.Bytes);
        memory.HostAccess(region.Start, region.Bytes, writes: true);
        string text = Module(".entry k(.param .u64 data)", "ld.param.u64 %rd0, [data]; mov.u32 %r0, %tid.x; mad.wide.u32 %rd1, %r0, 4, %rd0;\n" + body, declarations, target);
        Launch(memory, text, BitConverter.GetBytes(region.Start), blocks, threads, dynamicSharedBytes);
        var result = new uint[data.Length];
        Buffer.BlockCopy(region.Data, 0, result, 0, region.Bytes);
        return result;
    }

    /// <summary>What the interpreter says against a body before it runs; null if it takes it.</summary>
    public static string? Refusal(string body, int version = 80, int target = 90, PtxOptions? options = null)
    {
        try
        {
            LoadedPtx.Load(Module(".entry k(.param .u64 data)", body, "", target, version), new PtxAddressSpace(), options);
            return null;
        }
        catch (PtxException problem)
        {
            return problem.Message;
        }
    }

    private static string Module(string entry, string body, string declarations = "", int target = 90, int version = 80) =>
        $".version {version / 10}.{version % 10}\n.target sm_{target}\n.address_size 64\n{declarations}\n{entry}\n{{\n{Registers}\n{body}\nret;\n}}\n";

    private static void Launch(PtxAddressSpace memory, string text, byte[] parameters, int blocks, int threads, int dynamicSharedBytes = 0)
    {
        var module = LoadedPtx.Load(text, memory);
        new PtxLaunch
        {
            Program = module.Programs["k"],
            Memory = memory,
            Constants = module.Constants,
            Parameters = parameters,
            GridX = blocks,
            BlockX = threads,
            DynamicSharedBytes = dynamicSharedBytes,
            StepLimit = 1_000_000,
        }.Run();
    }

    [GeneratedRegex(@"%([a-z]+)0\b")]
    private static partial Regex ResultRegister();
}
