namespace Engine.Cli.Display;

/// <summary>One JSON object a line, for programs: start, epoch, test, saved.</summary>
internal sealed class JsonDisplay : TrainingDisplay
{
    public override void Started(TrainingStart start) => JsonLine.Write("start", json =>
    {
        json.WriteString("dataset", start.Dataset);
        json.WriteNumber("trainCount", start.TrainCount);
        json.WriteNumber("testCount", start.TestCount);
        json.WriteString("model", start.Model);
        json.WriteNumber("parameters", start.Parameters);
        json.WriteString("device", start.Device);
        json.WriteString("deviceName", start.DeviceName);
    });

    public override void Train(Action<IProgress<TrainingProgress>> fit, Action<EpochResult> epochFinished) =>
        fit(Listen(epochFinished, progress =>
        {
            if (progress.FinishedEpoch is { } epoch)
            {
                JsonLine.Write("epoch", json =>
                {
                    json.WriteNumber("epoch", epoch.Epoch);
                    json.WriteNumber("epochs", progress.Epochs);
                    json.WriteNumber("steps", progress.Step);
                    json.WriteFigure("loss", epoch.Loss);
                    json.WriteFigure("accuracy", epoch.Accuracy);
                    json.WriteFigure("valLoss", epoch.ValidationLoss);
                    json.WriteFigure("valAccuracy", epoch.ValidationAccuracy);
                    json.WriteFigure("seconds", epoch.Seconds);
                    json.WriteFigure("samplesPerSecond", progress.SamplesPerSecond);
                });
            }
        }));

    public override void Tested(EvaluationResult result) => JsonLine.Write("test", json =>
    {
        json.WriteFigure("loss", result.Loss);
        json.WriteFigure("accuracy", result.Accuracy);
        json.WriteNumber("count", result.Count);
    });

    public override void Saved(string folder) => JsonLine.Write("saved", json => json.WriteString("folder", folder));
}
