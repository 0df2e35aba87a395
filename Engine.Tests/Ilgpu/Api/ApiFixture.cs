using ILGPU;
using ILGPU.Runtime;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>CPU accelerators for tests that need nothing of their own.</summary>
internal static class ApiFixture
{
    private static readonly Lazy<Accelerator> Default = new(() => Create(_ => { }));
    private static readonly Lazy<Accelerator> Checked = new(() => Create(builder => builder.Assertions()));

    public static Accelerator Accelerator => Default.Value;

    /// <summary>Kernels check their indices and divisions.</summary>
    public static Accelerator Asserting => Checked.Value;

    /// <summary>An accelerator of a new context, which lives until the process ends.</summary>
    public static Accelerator Create(Action<Context.Builder> configure)
    {
        var context = Context.Create(builder =>
        {
            builder.Default().EnableAlgorithms();
            configure(builder);
        });
        return context.GetPreferredDevice(preferCPU: true).CreateAccelerator(context);
    }

    public static float[] Sequence(int count) => [.. Enumerable.Range(0, count).Select(i => (float)i)];
}
