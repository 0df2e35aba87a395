using Engine;

// Ctrl-C ends training after the step at hand; the model keeps what it has learned.
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    cancellation.Cancel();
};

using var device = ComputeDevice.Open("auto");
var (train, test) = Datasets.SyntheticDigits.Load();

using var model = new Sequential(device, train.InputShape, seed: 42)
{
    new Flatten(),
    new Dense(64, Activation.Relu),
    new Dense(train.ClassCount, Activation.Softmax),
};
model.Compile(new Adam(), Loss.SparseCategoricalCrossEntropy);
model.Fit(train, new FitOptions
{
    Epochs = 2,
    BatchSize = 64,
    CancellationToken = cancellation.Token,
    Progress = new ConsoleProgress(),
});
Console.WriteLine($"Test accuracy: {model.Evaluate(test).Accuracy:P1}");
model.Save("digits.safetensors");

// Progress is reported on the thread that trains, in order.
internal sealed class ConsoleProgress : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) =>
        Console.WriteLine($"Epoch {value.Epoch}/{value.Epochs}, step {value.Step}/{value.Steps}: loss {value.Loss:F3}");
}
