using Engine.Runs;
using Xunit;

namespace Engine.Tests.Cli;

/// <summary>Schedules and optimizers in words.</summary>
public sealed class SpecTests
{
    [Theory]
    [InlineData("constant", 40, 1)]
    [InlineData("step:10,0.5", 25, 0.25)]
    [InlineData("exponential:10,0.5", 20, 0.25)]
    [InlineData("piecewise:10,0.5,20,0.1", 21, 0.1)]
    [InlineData("cosine", 50, 0.5)]
    [InlineData("cosine:200", 100, 0.5)]
    [InlineData("cosine:20,0.25", 30, 0.25)]
    public void SchedulesAreReadAndWritten(string text, long step, double factor)
    {
        ScheduleSpec spec = ScheduleSpec.Parse(text);
        Assert.Equal(text, spec.ToString());
        Assert.Equal(factor, spec.Create(totalSteps: 100).FactorAt(step), 1e-12);
        ScheduleSpec resolved = ScheduleSpec.Parse(spec.Resolve(100).ToString());
        Assert.Equal(factor, resolved.Create(totalSteps: 7).FactorAt(step), 1e-12);
    }

    [Theory]
    [InlineData("")]
    [InlineData("linear")]
    [InlineData("constant:1")]
    [InlineData("step")]
    [InlineData("step:10")]
    [InlineData("step:10.5,0.5")]
    [InlineData("step:10,x")]
    [InlineData("step:-10,0.5")]
    [InlineData("piecewise:10,0.5,20")]
    [InlineData("piecewise:20,0.5,10,0.1")]
    [InlineData("cosine:0")]
    [InlineData("cosine:10,2")]
    [InlineData("cosine:1,0.5,3")]
    public void OtherSchedulesAreRefused(string text) => Assert.Throws<EngineException>(() => ScheduleSpec.Parse(text));

    [Fact]
    public void OptimizersHaveTheirDefaultsUnlessToldOtherwise()
    {
        foreach (string name in OptimizerSpec.Names)
        {
            Optimizer optimizer = new OptimizerSpec { Name = name }.Create(10);
            Assert.Equal(name, optimizer.Name);
            Assert.Equal(name == "sgd" ? 0.01f : 0.001f, optimizer.LearningRate);
            Assert.Equal(name == "adamw" ? 0.004f : 0, optimizer.WeightDecay);
            Assert.Null(optimizer.GlobalClipNorm);
            Optimizer other = new OptimizerSpec { Name = name, LearningRate = 0.5f, WeightDecay = 0.25f, ClipNorm = 2, WarmUp = 4, Schedule = ScheduleSpec.Parse("cosine") }.Create(24);
            Assert.Equal((0.5f, 0.25f, (float?)2), (other.LearningRate, other.WeightDecay, other.GlobalClipNorm));
            Assert.Equal(0.5, other.Schedule.FactorAt(2), 1e-12);
            Assert.Equal(0.5, other.Schedule.FactorAt(14), 1e-12);
        }

        Assert.True(((Sgd)new OptimizerSpec { Name = "sgd", Momentum = 0.5f, Nesterov = true }.Create(1)).Nesterov);
        Assert.Equal(0.5f, ((RmsProp)new OptimizerSpec { Name = "rmsprop", Momentum = 0.5f }.Create(1)).Momentum);
        Assert.Throws<EngineException>(() => new OptimizerSpec { Name = "adam", Momentum = 0.5f }.Create(1));
        Assert.Throws<EngineException>(() => new OptimizerSpec { Name = "rmsprop", Nesterov = true }.Create(1));
        Assert.Throws<EngineException>(() => new OptimizerSpec { Name = "lion" }.Create(1));
    }

    [Fact]
    public void ModelsHaveTheLayersThatWereAskedFor()
    {
        using ComputeDevice device = ComputeDevice.Open("cpu");
        using Sequential model = ModelSpec.Parse("mlp:8,4").Build(
            device, [2, 2], 3, new ModelDetails { Activation = Activation.Tanh, BatchNorm = true, Dropout = 0.5f, Loss = Loss.BinaryCrossEntropy }, seed: 1);
        Assert.Equal(
            ["flatten", "dense", "batch_normalization", "activation", "dropout", "dense_1", "batch_normalization_1", "activation_1", "dropout_1", "dense_2"],
            model.Summarize().Select(layer => layer.Name));
        Assert.Equal(Activation.Sigmoid, ((Dense)model.Layers[^1]).Activation);
    }
}
