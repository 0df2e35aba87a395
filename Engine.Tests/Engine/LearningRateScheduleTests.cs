using Xunit;

namespace Engine.Tests.Engine;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void SchedulesFollowTheirFormulas()
    {
        Check(LearningRateSchedule.Constant, (0, 1), (1_000_000, 1));
        Check(LearningRateSchedule.Exponential(10, 0.5), (0, 1), (5, Math.Sqrt(0.5)), (10, 0.5), (30, 0.125));
        Check(LearningRateSchedule.Step(10, 0.5), (0, 1), (9, 1), (10, 0.5), (29, 0.25));
        Check(LearningRateSchedule.Piecewise((10, 0.5), (20, 0.1)), (0, 1), (10, 1), (11, 0.5), (20, 0.5), (21, 0.1));
        Check(LearningRateSchedule.Cosine(100, 0.1), (0, 1), (50, 0.55), (25, (0.9 * 0.5 * (1 + Math.Sqrt(0.5))) + 0.1), (100, 0.1), (200, 0.1));
        Check(LearningRateSchedule.Cosine(100).AfterWarmUp(10), (0, 0), (5, 0.5), (10, 1), (60, 0.5), (110, 0));

        static void Check(LearningRateSchedule schedule, params (long Step, double Factor)[] expected) =>
            Assert.All(expected, pair => Assert.Equal(pair.Factor, schedule.FactorAt(pair.Step), 1e-12));
    }

    [Fact]
    public void NumbersOutOfRangeAreRefused()
    {
        AssertRefused("at least 1 step", () => LearningRateSchedule.Exponential(0, 0.5));
        AssertRefused("at least 1 step", () => LearningRateSchedule.Cosine(0));
        AssertRefused("at least 1 step", () => LearningRateSchedule.Constant.AfterWarmUp(-1));
        AssertRefused("decay rate", () => LearningRateSchedule.Step(10, 0));
        AssertRefused("between 0 and 1", () => LearningRateSchedule.Cosine(10, 1.5));
        AssertRefused("ascend; boundary 2 is 5", () => LearningRateSchedule.Piecewise((5, 0.5), (5, 0.1)));
        AssertRefused("at least 0", () => LearningRateSchedule.Piecewise((5, -0.5)));
        AssertRefused("weight decay", () => new Sgd { WeightDecay = -1 });
        AssertRefused("clip norm", () => new Sgd { ClipNorm = 0 });
        AssertRefused("global clip norm", () => new Sgd { GlobalClipNorm = float.NaN });
        AssertRefused("Nesterov", () => new Sgd(nesterov: true));
        AssertRefused("rho", () => new RmsProp(rho: 1));
        AssertRefused("initial accumulator", () => new Adagrad(initialAccumulator: -1));
        using ComputeDevice device = Toy.Open();
        AssertRefused("not both", () => Toy.Model(device, optimizer: new Adam { ClipNorm = 1, GlobalClipNorm = 1 }));

        static void AssertRefused(string reason, Func<object> action) =>
            Assert.Contains(reason, Assert.Throws<EngineException>(action).Message, StringComparison.Ordinal);
    }
}
