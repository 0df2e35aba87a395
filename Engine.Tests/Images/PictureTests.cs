using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Images;

/// <summary>Real digits, made into what a person may hand over: prepared, a trained model takes them for what it took the originals for.</summary>
public sealed class PictureTests(PictureTests.TrainedModel trained) : IClassFixture<PictureTests.TrainedModel>
{
    private const int Count = 60;

    [Fact]
    public void ImagesOfTheDataSetStayAsTheyAre()
    {
        Dataset test = trained.Test();
        int same = Enumerable.Range(0, Count).Count(i => Digit(Original(test, i)).Image.Pixels.Span.SequenceEqual(Normalised(test, i)));

        // Some have a speck apart from the digit, which is left out.
        Assert.InRange(same, Count * 95 / 100, Count);
    }

    public static TheoryData<string, double> Transformations() => new()
    {
        { "as it is", 0.99 },
        { "inverted", 0.99 },
        { "enlarged and shifted", 0.97 },
        { "enlarged, inverted, at the edge", 0.97 },
        { "on paper with noise", 0.94 },
        { "on paper, light from one side", 0.94 },
        { "blue ink on yellow paper", 0.95 },
        { "chalk on a noisy board", 0.94 },
        { "a photograph of 450 x 600", 0.94 },
    };

    [Theory]
    [MemberData(nameof(Transformations))]
    public void PredictionsMostlyStayTheSame(string transformation, double share)
    {
        Dataset test = trained.Test();
        var prepared = new byte[Count * 784];
        for (int i = 0; i < Count; i++)
        {
            PreparedPicture picture = Digit(Transform(Original(test, i), transformation, new Random(i)));
            picture.Image.Pixels.CopyTo(prepared.AsMemory(i * 784));
        }

        int[] before = trained.Classes(test.Images[..(Count * 784)]);
        int[] after = trained.Classes(prepared);
        double same = before.Zip(after).Count(pair => pair.First == pair.Second) / (double)Count;

        Assert.True(same >= share, $"{transformation}: {same:P1} of the predictions stay the same; {share:P0} were expected.");
        TestContext.Current.SendDiagnosticMessage($"{transformation}: {same:P1}");
    }

    private static PreparedPicture Digit(RasterImage image) => Pictures.Prepare(image, [28, 28], PicturePreparation.Digit);

    private static RasterImage Original(Dataset data, int index) => new(28, 28, 1, data.Images.Slice(784 * index, 784));

    private static byte[] Normalised(Dataset data, int index)
    {
        byte[] pixels = data.Images.Slice(784 * index, 784).ToArray();
        int brightest = pixels.Max();
        return Array.ConvertAll(pixels, value => (byte)(((value * 255) + (brightest / 2)) / brightest));
    }

    private static RasterImage Transform(RasterImage digit, string transformation, Random random) => transformation switch
    {
        "as it is" => digit,
        "inverted" => Paint(digit, 28, 28, 0, 0, ink: 0, paper: (_, _) => 255),
        "enlarged and shifted" => Paint(digit.Scale(196, 196), 400, 300, 150, 70, ink: 255, paper: (_, _) => 0),
        "enlarged, inverted, at the edge" => Paint(digit.Scale(140, 140), 140, 180, 0, 40, ink: 20, paper: (_, _) => 240),
        "on paper with noise" => Paint(digit.Scale(196, 196), 320, 260, 60, 20, ink: 40, paper: (_, _) => 225 + (7 * Normal(random))),
        "on paper, light from one side" => Paint(digit.Scale(168, 168), 260, 300, 40, 90, ink: 30, paper: (x, y) => 235 - (90.0 * x / 260) - (40.0 * y / 300) + (3 * Normal(random))),
        "blue ink on yellow paper" => Coloured(digit.Scale(84, 84)),
        "chalk on a noisy board" => Paint(digit.Scale(168, 168), 220, 220, 30, 25, ink: 220, paper: (_, _) => 45 + (8 * Normal(random))),
        _ => Paint(digit.Scale(280, 280), 450, 600, 100, 200, ink: 60, paper: (x, y) => 200 - (50.0 * y / 600) + (6 * Normal(random))),
    };

    /// <summary>Lays a digit on paper: its pixels say how much ink covers the paper.</summary>
    private static RasterImage Paint(RasterImage digit, int width, int height, int left, int top, double ink, Func<int, int, double> paper)
    {
        var pixels = new byte[width * height];
        byte[] covers = digit.Pixels.ToArray();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int u = x - left;
                int v = y - top;
                double cover = u >= 0 && v >= 0 && u < digit.Width && v < digit.Height ? covers[(v * digit.Width) + u] / 255.0 : 0;
                double value = paper(x, y);
                pixels[(y * width) + x] = (byte)Math.Clamp(value + (cover * (ink - value)), 0, 255);
            }
        }

        return new RasterImage(width, height, 1, pixels);
    }

    private static RasterImage Coloured(RasterImage digit) => new(
        digit.Width,
        digit.Height,
        3,
        digit.Pixels.ToArray().SelectMany(cover => new[] { (byte)(250 - (cover * 230 / 255)), (byte)(240 - (cover * 200 / 255)), (byte)(150 + (cover * 30 / 255)) }).ToArray());

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    [Fact]
    public void ProportionsAreKeptAndTheMassIsCentred()
    {
        // A bar, 10 x 40, at the left edge of a dark picture.
        var image = new RasterImage(100, 80, 1, Enumerable.Range(0, 8000).Select(i => i % 100 < 10 && i / 100 is >= 20 and < 60 ? (byte)200 : (byte)30).ToArray());

        PreparedPicture prepared = Digit(image);

        Assert.False(prepared.DarkOnLight);
        int[] lit = [.. Enumerable.Range(0, 784).Where(i => prepared.Image.Pixels.Span[i] > 0)];
        Assert.Equal((5, 20), (lit.Max(i => i % 28) - lit.Min(i => i % 28) + 1, lit.Max(i => i / 28) - lit.Min(i => i / 28) + 1));
        Assert.Equal((12, 5), (lit.Min(i => i % 28), lit.Min(i => i / 28)));
        Assert.Equal(255, prepared.Image.Pixels.Span[(14 * 28) + 14]);
    }

    [Fact]
    public void GarmentsFillTheWidth()
    {
        var image = new RasterImage(60, 100, 1, Enumerable.Range(0, 6000).Select(i => i % 60 is >= 20 and < 40 && i / 60 is >= 10 and < 50 ? (byte)0 : (byte)255).ToArray());

        PreparedPicture prepared = Pictures.Prepare(image, [28, 28], PicturePreparation.Garment);

        Assert.True(prepared.DarkOnLight);
        Assert.All(Enumerable.Range(0, 784), i => Assert.Equal(i % 28 is >= 7 and < 21 ? 255 : 0, prepared.Image.Pixels.Span[i]));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void PlainPicturesAreScaledAndGetTheModelsColours(int channels, int wanted)
    {
        var image = new RasterImage(10, 20, channels, Enumerable.Repeat((byte)77, 200 * channels).ToArray());

        PreparedPicture prepared = Pictures.Prepare(image, [8, 6, wanted], PicturePreparation.Plain);

        Assert.Equal((6, 8, wanted), (prepared.Image.Width, prepared.Image.Height, prepared.Image.Channels));
        Assert.All(prepared.Image.Pixels.ToArray(), pixel => Assert.Equal(77, pixel));
    }

    [Fact]
    public void SaysThatAPictureShowsNothing()
    {
        Assert.Contains("nothing", Message(new RasterImage(50, 40, 1, Enumerable.Repeat((byte)128, 2000).ToArray())), StringComparison.Ordinal);
        var random = new Random(1);
        Assert.Contains("nothing", Message(new RasterImage(50, 40, 1, Enumerable.Range(0, 2000).Select(_ => (byte)(128 + random.Next(9))).ToArray())), StringComparison.Ordinal);
        Assert.Contains("(5)", Assert.Throws<EngineException>(() => Pictures.Prepare(new RasterImage(1, 1, 1, new byte[1]), [5], PicturePreparation.Plain)).Message, StringComparison.Ordinal);

        static string Message(RasterImage image) => Assert.Throws<EngineException>(() => Digit(image)).Message;
    }

    [Fact]
    public void TransparentPicturesAreLaidOnWhatLetsThemBeSeen()
    {
        using var folder = new TemporaryFolder();
        var samples = new int[20, 20, 2];
        foreach (int i in Enumerable.Range(4, 12))
        {
            samples[i, 10, 1] = samples[i, 9, 1] = 255;
        }

        foreach (int i in Enumerable.Range(0, 400))
        {
            samples[i / 20, i % 20, 0] = 255;
        }

        string path = folder.Write("white.png", PngSamples.Encode(new PngSamples.Picture(20, 20, 8, 4, samples)));

        PreparedPicture prepared = Pictures.Read(path, [28, 28], PicturePreparation.Digit);

        Assert.False(prepared.DarkOnLight);
        Assert.Equal(255, prepared.Image.Pixels.ToArray().Max());
    }

    /// <summary>A model of some 95%, trained on MNIST.</summary>
    public sealed class TrainedModel : IDisposable
    {
        private ComputeDevice? _device;
        private Sequential? _model;
        private Dataset? _test;

        public Dataset Test()
        {
            if (_test is null)
            {
                var (train, test) = Datasets.Mnist.Load(new DatasetOptions { DataDirectory = RealData.Directory("mnist") });
                _device = ComputeDevice.Open("cpu");
                _model = new Sequential(_device, [28, 28], seed: 1) { new Flatten(), new Dense(64, Activation.Relu), new Dense(10, Activation.Softmax) };
                _model.Compile(new Adam(), Loss.SparseCategoricalCrossEntropy);
                _model.Fit(train, new FitOptions { Epochs = 1, BatchSize = 64 });
                Assert.InRange(_model.Evaluate(test).Accuracy, 0.94, 1);
                _test = test;
            }

            return _test;
        }

        public int[] Classes(ReadOnlyMemory<byte> images)
        {
            float[] outputs = _model!.Predict(images);
            return [.. outputs.Chunk(10).Select(row => Array.IndexOf(row, row.Max()))];
        }

        public void Dispose()
        {
            _model?.Dispose();
            _device?.Dispose();
        }
    }
}
