namespace Engine.Tests.Checkpoints;

/// <summary>Small checkpoints, made without training.</summary>
internal static class SampleCheckpoints
{
    public static TrainingCheckpoint After(int steps)
    {
        var best = new CallbackState();
        best.Set("best", double.PositiveInfinity);
        best.Set("bestWeights", [new WeightTensor("dense.bias", [2], new[] { -1f, steps })]);
        var state = new CheckpointState
        {
            Seed = ulong.MaxValue,
            Optimizer = "adam",
            OptimizerStep = steps + 5L,
            Data = new DataHashes(70, new string('a', 64), new string('b', 64)),
            TrainCount = 56,
            BatchSize = 16,
            Shuffle = true,
            EpochsDrawn = 3,
            EpochStep = 2,
            Steps = steps,
            LossSum = 1.0 / 3,
            CorrectSum = 17,
            EpochSeconds = 0.25,
            Seconds = 1e-7,
            HistoryColumns = EpochColumns.Names,
            Callbacks = new Dictionary<string, Dictionary<string, string>> { ["EarlyStopping"] = best.Texts },
        };
        return new TrainingCheckpoint(
            state,
            [new WeightTensor("dense.bias", [2], new[] { 0.5f, steps }), new WeightTensor("dense.kernel", [3, 2], new float[6])],
            new[] { 1f, float.PositiveInfinity, -0f },
            [new EpochResult(1, 0.1, 0.5, null, null, 1), new EpochResult(2, 1.0 / 3, 0.75, double.NaN, 0.25, 2)],
            new Dictionary<string, CallbackState> { ["EarlyStopping"] = best });
    }
}
