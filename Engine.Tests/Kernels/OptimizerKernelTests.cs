using Engine.Kernels;
using ILGPU;
using Xunit;

namespace Engine.Tests.Kernels;

[Collection(KernelTests.Name)]
public sealed class OptimizerKernelTests(KernelFixture fixture)
{
    private const int Steps = 20;
    private static readonly int[] Lengths = [1, 7, 33, 1000];

    // The rule in double precision: the new weight from the old one, its gradient, its state and the step from 1.
    private delegate double Reference(double w, double g, double[] state, int step);

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void SgdFollowsItsFormula(string spec) =>
        Check(spec, (w, _, _) => new SgdUpdate(w, 0.1f), (w, g, _, _) => w - (0.1 * g));

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void MomentumFollowsItsFormula(string spec) =>
        Check(spec, (w, s, _) => new MomentumUpdate(w, s[0], 0.1f, 0.9f), (w, g, s, _) =>
        {
            s[0] = (0.9 * s[0]) - (0.1 * g);
            return w + s[0];
        });

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void NesterovFollowsItsFormula(string spec) =>
        Check(spec, (w, s, _) => new NesterovUpdate(w, s[0], 0.1f, 0.9f), (w, g, s, _) =>
        {
            s[0] = (0.9 * s[0]) - (0.1 * g);
            return w + (0.9 * s[0]) - (0.1 * g);
        });

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void AdamFollowsItsFormula(string spec) => Check(
        spec,
        (w, s, t) => new AdamUpdate(w, s[0], s[1], AdamUpdate.StepSizeAt(0.01, 0.9, 0.999, t), 0.1f, 0.001f, 1e-7f),
        (w, g, s, t) => Adam(w, g, s, t, 0.01));

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void AdagradFollowsItsFormula(string spec) =>
        Check(spec, (w, s, _) => new AdagradUpdate(w, s[0], 0.1f, 1e-7f), initial: 0.1f, rule: (w, g, s, _) =>
        {
            s[0] += g * g;
            return w - (0.1 * g / Math.Sqrt(s[0] + 1e-7));
        });

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void RmsPropFollowsItsFormula(string spec) =>
        Check(spec, (w, s, _) => new RmsPropUpdate(w, s[0], 0.01f, 0.1f, 1e-7f), (w, g, s, _) => w - (0.01 * RmsProp(g, s, centered: false)));

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void RmsPropWithMomentumFollowsItsFormula(string spec) => Check(
        spec,
        (w, s, _) => new RmsPropMomentumUpdate(new RmsPropUpdate(w, s[0], 0.01f, 0.1f, 1e-7f), s[1], 0.9f, ArrayView<float>.Empty),
        (w, g, s, _) =>
        {
            s[1] = (0.9 * s[1]) + (0.01 * RmsProp(g, s, centered: false));
            return w - s[1];
        });

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void CentredRmsPropFollowsItsFormula(string spec) => Check(
        spec,
        (w, s, _) => new RmsPropMomentumUpdate(new RmsPropUpdate(w, s[0], 0.01f, 0.1f, 1e-7f), s[1], 0.5f, s[2]),
        (w, g, s, _) =>
        {
            s[1] = (0.5 * s[1]) + (0.01 * RmsProp(g, s, centered: true));
            return w - s[1];
        },
        // The first steps divide by the root of a variance that is a difference of nearly equal numbers.
        tolerance: 1e-4);

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void DecayComesBeforeTheRule(string spec) => Check(
        spec,
        (w, s, t) => new DecayingUpdate<AdamUpdate>(
            new AdamUpdate(w, s[0], s[1], AdamUpdate.StepSizeAt(0.01, 0.9, 0.999, t), 0.1f, 0.001f, 1e-7f), w, 0.05f),
        (w, g, s, t) => Adam(w - (0.05 * w), g, s, t, 0.01));

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void FactorsComeFromTheSchedule(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        float[] factors = [.. Enumerable.Range(0, Steps).SelectMany(step => new[] { 0.1f / (step + 1), 0.01f * step })];
        ArrayView<float> table = bench.Upload(factors);
        Check(
            spec,
            (w, s, t) => new ScheduledUpdate<MomentumUpdate>(new MomentumUpdate(w, s[0], 9, 0.9f), ScheduleAt(t)),
            (w, g, s, t) =>
            {
                s[0] = (0.9 * s[0]) - (0.1 / t * g);
                return w + s[0];
            });
        Check(
            spec,
            (w, _, t) => new ScheduledDecayingUpdate<SgdUpdate>(new SgdUpdate(w, 9), w, ScheduleAt(t)),
            (w, g, _, t) => w - (0.01 * (t - 1) * w) - (0.1 / t * g));

        StepSchedule ScheduleAt(int step) => new(bench.Upload([step - 1]), table);
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void GradientsAreClippedByTheirNorm(string spec)
    {
        foreach (int length in new[] { 1, 7, 1000, Clipping.PartLength, (2 * Clipping.PartLength) + 33 })
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] values = Bench.Random(length, length);
            double norm = Math.Sqrt(values.Sum(value => (double)value * value));
            foreach (double limit in new[] { 0.25 * norm, 4 * norm })
            {
                ArrayView<float> factor = bench.Output(1);
                ArrayView<float> weights = bench.Upload(new float[length]);
                ArrayView<float> gradients = bench.Upload(values);
                bench.Kernels.ClipFactor(length, gradients, (float)limit, bench.Output(KernelSet.PartsOfNorm(length)), factor);
                Bench.AssertClose([Math.Min(1, limit / norm)], factor, 1e-5);
                bench.Kernels.OptimizerStep(length, gradients, new ScaledUpdate<SgdUpdate>(new SgdUpdate(weights, 1), factor));
                Bench.AssertClose([.. values.Select(value => -value * Math.Min(1, limit / norm))], weights, 1e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelFixture.Devices), MemberType = typeof(KernelFixture))]
    public void ANormThatIsNotFiniteIsNoFactor(string spec)
    {
        using var bench = new Bench(fixture.Open(spec));
        foreach (float value in new[] { float.NaN, float.PositiveInfinity, 1e30f })
        {
            ArrayView<float> factor = bench.Output(1);
            bench.Kernels.ClipFactor(2, bench.Upload([1, value]), 1, bench.Output(1), factor);
            Assert.True(float.IsNaN(Bench.Download(factor)[0]));
        }
    }

    private static double Adam(double w, double g, double[] s, int t, double rate)
    {
        s[0] = (0.9 * s[0]) + (0.1 * g);
        s[1] = (0.999 * s[1]) + (0.001 * g * g);
        return w - (rate * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t)) * s[0] / (Math.Sqrt(s[1]) + 1e-7));
    }

    private static double RmsProp(double g, double[] s, bool centered)
    {
        s[0] = (0.9 * s[0]) + (0.1 * g * g);
        s[2] = centered ? (0.9 * s[2]) + (0.1 * g) : 0;
        return g / Math.Sqrt(s[0] - (s[2] * s[2]) + 1e-7);
    }

    private void Check<TUpdate>(
        string spec, Func<ArrayView<float>, ArrayView<float>[], int, TUpdate> update, Reference rule, float initial = 0, double tolerance = 1e-5)
        where TUpdate : struct, IWeightUpdate
    {
        foreach (int length in Lengths)
        {
            using var bench = new Bench(fixture.Open(spec));
            float[] start = Bench.Random(1, length);
            double[] expected = [.. start.Select(v => (double)v)];
            double[][] state = [.. start.Select(_ => new double[] { initial, initial, initial })];
            ArrayView<float> w = bench.Upload(start);
            ArrayView<float>[] slots = [.. Enumerable.Range(0, 3).Select(_ => bench.Upload(Enumerable.Repeat(initial, length).ToArray()))];
            for (int t = 1; t <= Steps; t++)
            {
                float[] g = Bench.Random(t + 10, length);
                bench.Kernels.OptimizerStep(length, bench.Upload(g), update(w, slots, t));
                for (int i = 0; i < length; i++)
                {
                    expected[i] = rule(expected[i], g[i], state[i], t);
                }
            }

            Bench.AssertClose(expected, w, tolerance);
        }
    }
}
