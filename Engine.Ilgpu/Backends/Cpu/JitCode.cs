using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Engine.Ilgpu.Diagnostics;

namespace Engine.Ilgpu.Backends.Cpu;

/// <summary>The machine code that .NET makes of dynamic methods, for dumps.</summary>
internal static unsafe class JitCode
{
    private const string Extension = "bin";
    private const int Trials = 50;
    private static readonly TimeSpan Trial = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Lazy<JitListener?> Listener = new(Listen);
    private static int _methods;

    /// <summary>A name by which the runtime's events tell a method from all others.</summary>
    public static string UniqueName(string name) => $"{name} #{Interlocked.Increment(ref _methods)}";

    /// <summary>A delegate of a method, which is compiled at once, and its bytes written.</summary>
    /// <param name="method">Its name is unique.</param>
    public static T CreateDelegate<T>(MachineCodeDump dump, string part, DynamicMethod method, object target)
        where T : Delegate
    {
        var found = Listener.Value?.Expect(method.Name);
        var code = method.CreateDelegate<T>(target);
        RuntimeHelpers.PrepareDelegate(code);
        if (found?.Wait(Patience) == true)
            dump.Write(part, Extension, new ReadOnlySpan<byte>((void*)found.Result.Start, found.Result.Bytes));
        else
            dump.WriteProblem(part, $"The runtime does not say where the code of '{method.Name}' is.");
        return code;
    }

    /// <summary>A listener that hears: the runtime's first events after it is made may be lost, so that others are tried first.</summary>
    /// <returns>Null if the runtime gives no events.</returns>
    private static JitListener? Listen()
    {
        var listener = new JitListener();
        for (int i = 0; i < Trials; i++)
        {
            var trial = new DynamicMethod(UniqueName("trial"), null, null, typeof(JitCode).Module);
            trial.GetILGenerator().Emit(OpCodes.Ret);
            var heard = listener.Expect(trial.Name);
            RuntimeHelpers.PrepareDelegate(trial.CreateDelegate<Action>());
            if (heard.Wait(Trial))
                return listener;
        }
        listener.Dispose();
        return null;
    }
}
