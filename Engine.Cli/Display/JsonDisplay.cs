using Engine.Profiling;

namespace Engine.Cli.Display;

/// <summary>One JSON object a line, for programs; docs/json-events.md describes them.</summary>
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

    public override void Resumed(TrainingCheckpoint? checkpoint, string folder) => JsonLine.Write("resumed", json =>
    {
        json.WriteString("folder", folder);
        json.WriteNumber("epochs", checkpoint?.History.Count ?? 0);
        json.WriteNumber("epochStep", checkpoint?.EpochStep ?? 0);
        json.WriteNumber("steps", checkpoint?.Steps ?? 0);
    });

    public override void Stopped(string reason) => JsonLine.Write("stopped", json => json.WriteString("reason", reason));

    public override void Interrupted(string? checkpoint, string folder) => JsonLine.Write("interrupted", json =>
    {
        json.WriteString("folder", folder);
        json.WriteString("checkpoint", checkpoint);
    });

    public override void Tested(EvaluationResult result) => JsonLine.Write("test", json =>
    {
        json.WriteFigure("loss", result.Loss);
        json.WriteFigure("accuracy", result.Accuracy);
        json.WriteNumber("count", result.Count);
    });

    public override void Saved(string folder) => JsonLine.Write("saved", json => json.WriteString("folder", folder));

    public override void Profiled(ProfileReport report)
    {
        foreach (KernelProfile kernel in report.Kernels)
        {
            JsonLine.Write("profile-kernel", json =>
            {
                json.WriteString("kernel", kernel.Kernel);
                json.WriteNumber("calls", kernel.Calls);
                json.WriteFigure("seconds", kernel.Time.TotalSeconds);
                json.WriteFigure("gflops", kernel.GigaFlops);
                json.WriteFigure("gigabytesPerSecond", kernel.GigaBytes);
                json.WriteFigure("shareOfPeak", report.ShareOfPeak(kernel));
            });
        }

        JsonLine.Write("profile", json =>
        {
            json.WriteFigure("seconds", report.Elapsed.TotalSeconds);
            json.WriteNumber("firstCalls", report.FirstCalls.Calls);
            json.WriteFigure("firstCallSeconds", report.FirstCalls.Time.TotalSeconds);
            json.WriteNumber("bytesToDevice", report.ToDevice.Bytes);
            json.WriteFigure("secondsToDevice", report.ToDevice.Time.TotalSeconds);
            json.WriteNumber("bytesToHost", report.ToHost.Bytes);
            json.WriteFigure("secondsToHost", report.ToHost.Time.TotalSeconds);
            json.WriteFigure("idleSeconds", report.Idle.TotalSeconds);
            json.WriteFigure("peakGflops", report.Peak.GigaFlops);
            json.WriteFigure("peakGigabytesPerSecond", report.Peak.GigaBytes);
        });
    }
}
