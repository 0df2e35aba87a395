namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

/// <summary>PTX text as a driver has it after loading: its variables in memory, its kernels ready.</summary>
internal sealed class LoadedPtx
{
    private const int MaxConstantBytes = 64 * 1024;

    private readonly Dictionary<PtxVariable, ulong> _addresses = [];
    private readonly Dictionary<string, PtxProgram> _programs = [];

    private LoadedPtx(string source, PtxAddressSpace memory)
    {
        Memory = memory;
        Syntax = PtxParser.Parse(source);
        int constantBytes = 0;
        foreach (var variable in Syntax.Variables)
        {
            if (variable.Space == PtxSpace.Const)
            {
                constantBytes = (constantBytes + variable.Alignment - 1) & -variable.Alignment;
                _addresses.Add(variable, PtxAddressSpace.FirstInWindow + (uint)constantBytes);
                constantBytes += variable.Bytes;
            }
            else if (variable.Space == PtxSpace.Global)
            {
                var region = memory.AllocateGlobal(variable.Name, variable.Bytes);
                Initialise(region, 0, variable);
                _addresses.Add(variable, region.Start);
            }
        }
        if (constantBytes > MaxConstantBytes)
            throw new PtxException(0, $"{constantBytes} bytes of constants are more than {MaxConstantBytes}.");
        Constants = new PtxRegion(PtxSpace.Const, "constant memory", PtxAddressSpace.FirstInWindow, constantBytes);
        foreach (var (variable, address) in _addresses)
        {
            if (variable.Space == PtxSpace.Const)
                Initialise(Constants, (int)(address - PtxAddressSpace.FirstInWindow), variable);
        }
    }

    public PtxSyntaxTree Syntax { get; }
    public PtxAddressSpace Memory { get; }
    public PtxRegion Constants { get; }
    public IReadOnlyDictionary<string, PtxProgram> Programs => _programs;

    /// <exception cref="PtxException">An assembler would refuse the text, or the interpreter does not know it.</exception>
    public static LoadedPtx Load(string source, PtxAddressSpace memory, PtxOptions? options = null)
    {
        var module = new LoadedPtx(source, memory);
        foreach (var function in module.Syntax.Entries)
            module._programs.Add(function.Name, PtxAssembler.Assemble(module, function, options ?? PtxOptions.Default));
        return module;
    }

    public ulong AddressOf(PtxVariable variable) => _addresses[variable];

    /// <summary>Gives back what the module's variables took.</summary>
    public void Unload()
    {
        foreach (var (variable, address) in _addresses)
        {
            if (variable.Space == PtxSpace.Global)
                Memory.TryFree(address);
        }
    }

    /// <summary>Variables without a value of their own begin as zeros.</summary>
    private static void Initialise(PtxRegion region, int offset, PtxVariable variable)
    {
        var bytes = region.Data.AsSpan(offset, variable.Bytes);
        bytes.Clear();
        variable.Data?.CopyTo(bytes);
        region.Written.AsSpan(offset, variable.Bytes).Fill(1);
    }
}
