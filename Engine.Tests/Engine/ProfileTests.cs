using Engine.Kernels;
using Engine.Profiling;
using Xunit;

namespace Engine.Tests.Engine;

/// <summary>What a profile counts, and that it changes nothing.</summary>
public sealed class ProfileTests
{
    private const int Samples = 100;
    private const int Batch = 32;
    private const int Epochs = 3;
    private const int FullSteps = 3;
    private const int LastRows = 4;

    public static TheoryData<string> Devices => [.. ComputeDevice.List().Select(device => device.Spec)];

    [Theory]
    [MemberData(nameof(Devices))]
    public void CountsCallsOperationsAndBytes(string spec)
    {
        (ProfileReport? report, _) = Train(spec, profile: true);

        // Each shape's first call counts elsewhere: that of the full batches and that of the smaller last one.
        int calls = (Epochs * (FullSteps + 1)) - 2;
        int rows = (Epochs * Samples) - Batch - LastRows;
        KernelProfile forward = Assert.Single(report!.Kernels, kernel => kernel.Kernel == "dense-forward-relu");
        Assert.Equal(calls, forward.Calls);
        Assert.Equal(2L * rows * 16 * 19, forward.FloatOperations);
        Assert.Equal(4L * ((rows * (16 + 19)) + (calls * ((16 * 19) + 19))), forward.Bytes);

        // Adam reads and writes the weight and two moments, of two kernels of different shapes.
        KernelProfile update = Assert.Single(report.Kernels, kernel => kernel.Kernel == "update-weights-adam");
        Assert.Equal(2 * calls, update.Calls);
        Assert.Equal(4L * ((rows * (16 + 19 + 19 + 3)) + (calls * 6 * ((16 * 19) + (19 * 3)))), update.Bytes);

        KernelProfile gather = Assert.Single(report.Kernels, kernel => kernel.Kernel == "gather");
        Assert.Equal((0L, 5L * rows * 16), (gather.FloatOperations, gather.Bytes));
        Assert.Null(gather.GigaFlops);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void TimesAddUp(string spec)
    {
        (ProfileReport? report, _) = Train(spec, profile: true);

        Assert.All(report!.Kernels, kernel => Assert.True(kernel.Time >= TimeSpan.Zero && kernel.Calls > 0));
        Assert.Equal(report.Kernels.OrderByDescending(kernel => kernel.Time), report.Kernels);
        double parts = report.Kernels.Sum(kernel => kernel.Time.TotalSeconds) + report.FirstCalls.Time.TotalSeconds
            + report.ToDevice.Time.TotalSeconds + report.ToHost.Time.TotalSeconds + report.Idle.TotalSeconds;
        Assert.InRange(parts, 0.9 * report.Elapsed.TotalSeconds, 1.1 * report.Elapsed.TotalSeconds);
        Assert.True(report.FirstCalls.Calls > report.Kernels.Count / 2);
        Assert.InRange(report.ToDevice.Bytes, Samples * 17, int.MaxValue);
        Assert.InRange(report.ToHost.Calls, Epochs, int.MaxValue);
        Assert.True(report.Peak.GigaFlops > 0 && report.Peak.GigaBytes > 0);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void LeavesTheResultAsItIs(string spec) => Assert.Equal(Train(spec, profile: false).Weights, Train(spec, profile: true).Weights);

    /// <summary>Until another data set is measured, and with the results of a model that has none.</summary>
    [Fact]
    public void ADataSetThatIsMeasuredAgainIsNotCopiedAgain()
    {
        using ComputeDevice device = Open("cpu", profile: true);
        using Sequential model = Toy.Model(device);
        (Dataset first, Dataset second) = (Toy.Data(Samples), Toy.Data(Samples, seed: 2));
        EvaluationResult before = Measure(first, isCopied: true);
        Assert.Equal(before, Measure(first, isCopied: false));
        Assert.NotEqual(before, Measure(second, isCopied: true));
        Assert.Equal(before, Measure(first, isCopied: true));
        model.Fit(first, new FitOptions { BatchSize = Batch });
        EvaluationResult after = Measure(first, isCopied: false);
        Assert.NotEqual(before, after);
        Assert.Equal(after, model.Evaluate(Toy.Data(Samples)));

        EvaluationResult Measure(Dataset data, bool isCopied)
        {
            device.Profile!.Restart();
            EvaluationResult result = model.Evaluate(data);
            Assert.Equal(isCopied, device.Profile.Report().ToDevice.Bytes >= Samples * 17);
            return result;
        }
    }

    [Fact]
    public void ARestartForgets()
    {
        using ComputeDevice device = Open("cpu", profile: true);
        using Sequential model = Toy.Model(device);
        model.Fit(Toy.Data(Samples), new FitOptions { BatchSize = Batch });
        device.Profile!.Restart();
        _ = model.Evaluate(Toy.Data(Samples));
        ProfileReport report = device.Profile.Report();
        Assert.Empty(report.Kernels);
        Assert.Equal(5, report.FirstCalls.Calls);
    }

    [Fact]
    public void ObserversHearOfEveryCallThatLaunches()
    {
        using ComputeDevice device = Open("cpu", profile: false);
        var observer = new Listener();
        device.Kernels.Observer = observer;
        using Sequential model = Toy.Model(device);
        model.Fit(Toy.Data(Batch), new FitOptions { BatchSize = Batch });
        Assert.Null(device.Profile);
        Assert.Equal(
            [
                "gather", "dense-forward-relu", "dense-forward", "cross-entropy-gradient", "metrics",
                "dense-backward-relu", "update-weights-adam", "update-bias-adam", "update-weights-adam", "update-bias-adam",
            ],
            observer.Begun);
        Assert.Equal(observer.Begun, observer.Ended);
    }

    private static (ProfileReport? Report, float[] Weights) Train(string spec, bool profile)
    {
        using ComputeDevice device = Open(spec, profile);
        using Sequential model = Toy.Model(device);
        device.Profile?.Restart();
        model.Fit(Toy.Data(Samples), new FitOptions { Epochs = Epochs, BatchSize = Batch });
        return (device.Profile?.Report(), Toy.AllWeights(model));
    }

    private static ComputeDevice Open(string spec, bool profile) => ComputeDevice.Open(spec, new ComputeDeviceOptions { Profile = profile });

    private sealed class Listener : IKernelObserver
    {
        public List<string> Begun { get; } = [];

        public List<string> Ended { get; } = [];

        public void Begin(in KernelWork work) => Begun.Add(work.Kernel);

        public void End(in KernelWork work) => Ended.Add(work.Kernel);
    }
}
