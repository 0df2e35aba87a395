namespace Engine.Tests.Engine;

/// <summary>Small data and models for tests of training.</summary>
internal static class Toy
{
    public const int Classes = 3;

    /// <summary>4 × 4 images of noise with one bright row that gives the class away.</summary>
    public static Dataset Data(int count, int seed = 1)
    {
        var random = new Random(seed);
        var images = new byte[count * 16];
        var labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Next(Classes);
            for (int pixel = 0; pixel < 16; pixel++)
            {
                bool bright = pixel / 4 == labels[i];
                images[(i * 16) + pixel] = (byte)(random.Next(120) + (bright ? 100 : 0));
            }
        }

        return new Dataset("toy", [4, 4], Classes, images, labels);
    }

    public static ComputeDevice Open(int? threads = null) =>
        ComputeDevice.Open("cpu", new ComputeDeviceOptions { Assertions = true, Threads = threads });

    public static Sequential Model(ComputeDevice device, ulong seed = 1, Optimizer? optimizer = null, Activation hidden = Activation.Relu)
    {
        var model = new Sequential(device, [4, 4], seed)
        {
            new Flatten(),
            new Dense(19, hidden),
            new Dense(Classes, Activation.Softmax),
        };
        model.Compile(optimizer ?? new Adam(0.01f), Loss.SparseCategoricalCrossEntropy);
        return model;
    }

    public static float[] AllWeights(Sequential model) => [.. model.GetWeights().SelectMany(weight => weight.Values.ToArray())];
}
