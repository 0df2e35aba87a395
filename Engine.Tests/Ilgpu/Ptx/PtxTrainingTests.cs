using Engine.Tests.Engine;
using Engine.Tests.Kernels;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

public sealed class PtxTrainingTests
{
    [Theory]
    [InlineData(nameof(Adam))]
    [InlineData(nameof(Sgd))]
    public void TrainingGivesTheLossOfTheCpu(string optimizer)
    {
        double[] expected = Losses(Toy.Open(), optimizer);
        double[] actual = Losses(TestDevices.Open(PtxStandIn.Name, new ComputeDeviceOptions { Assertions = true }), optimizer);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - 1e-3, expected[i] + 1e-3);
        Assert.True(actual[^1] < actual[0]);
    }

    private static double[] Losses(ComputeDevice device, string optimizer)
    {
        using (device)
        {
            using var model = Toy.Model(device, optimizer: optimizer == nameof(Adam) ? new Adam(0.01f) : new Sgd(0.1f));
            var history = model.Fit(Toy.Data(150), new FitOptions { Epochs = 3, BatchSize = 32, ValidationSplit = 0.2f });
            return [.. history.Epochs.SelectMany(epoch => new[] { epoch.Loss, epoch.ValidationLoss ?? 0 })];
        }
    }
}
