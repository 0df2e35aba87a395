using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>Kernels that cannot be compiled say why, and leave the accelerator as it was.</summary>
public sealed class LoadFaultTests
{
    private static int mutableStatic = 1;

    private static Accelerator Accelerator => ApiFixture.Accelerator;

    private static void Good(Index1D index, ArrayView<int> target) => target[index] = 7;

    private static void UsesString(Index1D index, ArrayView<int> target) => target[index] = "text".Length + index;

    private static void UsesMutableStatic(Index1D index, ArrayView<int> target) => target[index] = mutableStatic++;

    private static void Throws(Index1D index, ArrayView<int> target)
    {
        if (index > 5)
            throw new InvalidOperationException();
        target[index] = 1;
    }

    private static void UsesClass(Index1D index, ArrayView<int> target) => target[index] = new List<int>().Count;

    private static void Recurses(Index1D index, ArrayView<int> target) => target[index] = Factorial(index);

    private static int Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static int Returns(Index1D index) => index;

    public static TheoryData<string> Unsupported => [nameof(UsesString), nameof(UsesMutableStatic), nameof(Throws), nameof(UsesClass), nameof(Recurses)];

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void AFailedLoadNamesTheMethodAndLeavesTheAcceleratorUsable(string name)
    {
        var method = typeof(LoadFaultTests).GetMethod(name, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!;
        var kernel = method.CreateDelegate<Action<Index1D, ArrayView<int>>>();
        for (int attempt = 0; attempt < 2; attempt++)
        {
            var error = Assert.ThrowsAny<NotSupportedException>(() => Accelerator.LoadAutoGroupedStreamKernel(kernel));
            Assert.Contains(name == nameof(Recurses) ? nameof(Factorial) : name, error.Message, StringComparison.Ordinal);
        }
        using var buffer = Accelerator.Allocate1D<int>(2);
        Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Good)(2, buffer.View);
        Assert.Equal([7, 7], buffer.GetAsArray1D());
    }

    [Fact]
    public void ACapturedVariableIsNamed()
    {
        int factor = Environment.ProcessorCount;
        var error = Assert.Throws<NotSupportedException>(() =>
            Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>((index, target) => target[index] = factor));
        Assert.Contains("'factor'", error.Message, StringComparison.Ordinal);
    }

    private void InstanceKernel(Index1D index, ArrayView<int> target) => target[index] = GetHashCode();

    [Fact]
    public void AnInstanceMethodIsRefused()
    {
        var error = Assert.Throws<NotSupportedException>(() =>
            Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(InstanceKernel));
        Assert.Contains("static", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMethodThatReturnsAValueIsRefused()
    {
        var method = new Func<Index1D, int>(Returns).Method;
        Assert.Throws<NotSupportedException>(() => Accelerator.LoadAutoGroupedKernel(method));
    }

    [Fact]
    public void NullIsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(null!));
    }
}
