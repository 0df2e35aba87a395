using Engine.Kernels;
using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Kernels;

/// <summary>Every accelerator at hand, opened once with assertions on; the tests that share them run one after another.</summary>
public sealed class KernelFixture : IDisposable
{
    private readonly Dictionary<string, ComputeDevice> _devices = [];

    public static TheoryData<string> Devices => [.. TestDevices.Specs];

    public ComputeDevice Open(string spec)
    {
        if (!_devices.TryGetValue(spec, out ComputeDevice? device))
        {
            device = TestDevices.Open(spec, new ComputeDeviceOptions { Assertions = true });
            _devices.Add(spec, device);
        }

        return device;
    }

    public void Dispose()
    {
        foreach (ComputeDevice device in _devices.Values)
        {
            device.Dispose();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class KernelTests : ICollectionFixture<KernelFixture>
{
    public const string Name = "Kernels";
}

/// <summary>Buffers and comparisons for kernel tests.</summary>
internal sealed class Bench(ComputeDevice device) : IDisposable
{
    private readonly List<MemoryBuffer> _buffers = [];

    public KernelSet Kernels => device.Kernels;

    public ArrayView<T> Upload<T>(T[] values)
        where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = device.Accelerator.Allocate1D(values);
        _buffers.Add(buffer);
        return buffer.View;
    }

    /// <summary>Memory full of NaN, so that an element that no kernel writes shows.</summary>
    public ArrayView<float> Output(int length) => Upload(Enumerable.Repeat(float.NaN, length).ToArray());

    public static float[] Download(ArrayView<float> view)
    {
        var values = new float[view.Length];
        view.CopyToCPU(values);
        return values;
    }

    /// <summary>Values in ±scale, the same for the same seed.</summary>
    public static float[] Random(int seed, int length, float scale = 1)
    {
        var random = new Random(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = ((2 * random.NextSingle()) - 1) * scale;
        }

        return values;
    }

    public static void AssertClose(double[] expected, ArrayView<float> actual, double tolerance) =>
        AssertClose(expected, Download(actual), tolerance);

    public static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double limit = tolerance * Math.Max(1, Math.Abs(expected[i]));
            if (!(Math.Abs(expected[i] - actual[i]) <= limit))
            {
                Assert.Fail($"element {i} of {expected.Length}: expected {expected[i]:R}, got {actual[i]:R}");
            }
        }
    }

    public void Dispose()
    {
        foreach (MemoryBuffer buffer in _buffers)
        {
            buffer.Dispose();
        }
    }
}
