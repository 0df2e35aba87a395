using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>What the translation of one kernel shares among all the calls that are inlined into it.</summary>
internal sealed class KernelTranslation(Function function, TranslationOptions options)
{
    // Inlining is exponential at worst; past this the kernel is no use to anybody.
    private const int MaximumInstructions = 2_000_000;
    private const int MaximumDepth = 200;

    private readonly Dictionary<MethodBase, ILBody> _bodies = [];
    private readonly List<MethodTranslator> _frames = [];

    public Emitter Emit { get; } = new(function);
    public TranslationOptions Options { get; } = options;

    private int _translated;

    /// <summary>Translates a method's body in place.</summary>
    /// <returns>Its result; null for a void method.</returns>
    public StackValue? Inline(MethodBase method, StackValue[] arguments, bool inLoop)
    {
        foreach (var frame in _frames)
        {
            if (frame.Method == method)
                throw new KernelCompilationException($"the method '{TypeNames.Of(method)}' calls itself, directly or through others; recursion does not exist on a device.");
        }
        if (_frames.Count >= MaximumDepth)
            throw new KernelCompilationException($"calls are nested more than {MaximumDepth} deep.");
        if (!_bodies.TryGetValue(method, out var body))
            _bodies.Add(method, body = ILBody.Read(method));

        var translator = new MethodTranslator(this, body, inLoop);
        _frames.Add(translator);
        var result = translator.Translate(arguments);
        _frames.RemoveAt(_frames.Count - 1);
        return result;
    }

    public void CountInstruction()
    {
        if (++_translated > MaximumInstructions)
            throw new KernelCompilationException($"with all calls inlined the kernel has more than {MaximumInstructions} IL instructions.");
    }

    /// <summary>Adds method, place and callers to an error that has none yet.</summary>
    public KernelCompilationException Locate(KernelCompilationException error)
    {
        if (error.Method is not null || _frames.Count == 0)
            return error;
        var innermost = _frames[^1];
        var callers = _frames.SkipLast(1).Reverse().Select(frame => $"{TypeNames.Of(frame.Method)} ({frame.Place})").ToList();
        return new(TypeNames.Of(innermost.Method), innermost.Place, error.Reason, callers);
    }
}
