namespace Benchmarks;

/// <summary>Which accelerator to measure: --accelerator, else $ENGINE_ACCELERATOR, else the CPU.</summary>
internal static class AcceleratorChoice
{
    private const string Option = "--accelerator";
    private const string Variable = "ENGINE_ACCELERATOR";

    public static string Spec => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } spec ? spec : "cpu";

    /// <summary>Takes the option out of the arguments and returns the others.</summary>
    public static string[] Take(string[] args)
    {
        int at = Array.IndexOf(args, Option);
        if (at < 0)
        {
            return args;
        }

        if (at + 1 == args.Length)
        {
            throw new ArgumentException($"{Option} needs a value: cpu, cuda, cuda:N, opencl, opencl:N or auto.");
        }

        Environment.SetEnvironmentVariable(Variable, args[at + 1]);
        return [.. args[..at], .. args[(at + 2)..]];
    }
}
