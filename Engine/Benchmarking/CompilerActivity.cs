using System.Diagnostics;
using System.Runtime;

namespace Engine.Benchmarking;

/// <summary>
/// Whether .NET is compiling: after kernels were first loaded, their compiler's own methods are compiled again in the
/// background, better, and a processor of few cores has one less meanwhile.
/// </summary>
/// <param name="quiet">How long nothing has to be compiled until it counts as idle.</param>
internal sealed class CompilerActivity(TimeSpan quiet)
{
    private long _methods = JitInfo.GetCompiledMethodCount();
    private long _since = Stopwatch.GetTimestamp();

    public bool IsBusy()
    {
        long methods = JitInfo.GetCompiledMethodCount();
        if (methods != _methods)
        {
            _methods = methods;
            _since = Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(_since) < quiet;
    }
}
