using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Engine.Models;
using Engine.Onnx;
using Engine.Runs;
using Engine.Tests.Checkpoints;
using Engine.Tests.Data;

namespace Engine.Tests.Fuzzing;

/// <summary>Readers of what runs leave: weights, checkpoints, configurations, histories, graphs.</summary>
internal sealed class RunTargets : IDisposable
{
    private const int HashOffset = 35;
    private const int HashDigits = 64;

    private static readonly string[] s_json =
        ["{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1", "0", "1e400", "9223372036854775808", "\"F32\"", "\"shape\":[0]", "\\u0000", "\\ud800", "é", "NaN"];

    private static readonly byte[] s_model = Encoding.UTF8.GetBytes("""
        {"layers":[
          {"layer":"flatten","name":"pixels"},
          {"units":9,"layer":"dense","activation":"tanh","kernelInitializer":"heNormal","biasInitializer":"ones"},
          {"layer":"batchNormalization","momentum":0.5,"epsilon":0.01},
          {"layer":"activation","activation":"relu"},{"layer":"leakyRelu","slope":0.125},
          {"layer":"dropout","rate":0.25},
          {"layer":"dense"}]}
        """);

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _safetensors;
    private readonly byte[] _checkpoint;
    private readonly byte[] _config;
    private readonly byte[] _manifest;
    private readonly byte[] _history;
    private readonly byte[] _onnx;

    public RunTargets()
    {
        global::Engine.Safetensors.Write(
            _folder["w"],
            [SafeTensor.FromFloats("dense.kernel", new float[12], 3, 4), SafeTensor.FromFloats("dense.bias", [1, 2], 2), SafeTensor.FromFloats("none", [], 0, 3)],
            new Dictionary<string, string> { ["note"] = "größe" });
        _safetensors = File.ReadAllBytes(_folder["w"]);
        CheckpointFile.Write(DiskFileSystem.Instance, _folder["c"], SampleCheckpoints.After(9));
        _checkpoint = File.ReadAllBytes(_folder["c"]);
        var config = new RunConfig
        {
            Dataset = "flowers",
            DatasetPath = "/data/flowers",
            ImageSize = 32,
            ClassNames = ["rose", "tulip"],
            InputShape = [32, 32, 3],
            Classes = 2,
            Model = "mlp:16",
            Activation = Activation.Relu,
            Optimizer = "adam",
            LearningRate = 0.001f,
            BatchSize = 32,
            Epochs = 5,
            Seed = 42,
            Accelerator = "cpu",
            Layers = ModelDescription.Parse("x.json", s_model).Layers,
        };
        config.Write(_folder["config.json"]);
        _config = File.ReadAllBytes(_folder["config.json"]);
        new RunManifest
        {
            Settings = config,
            TrainingData = new DataHashes(70, new string('a', 64), new string('b', 64)),
            TestData = new DataHashes(7, new string('c', 64), new string('d', 64)),
            Sessions = [new RunSession("0.1.0", "cpu", "CPU", "driver 1", "Linux x64", DateTimeOffset.UnixEpoch, 0)],
            Result = new RunResult(DateTimeOffset.UnixEpoch, 2, 10, null, 0.5, 0.75, new string('e', 64)),
        }.Write(_folder["manifest.json"]);
        _manifest = File.ReadAllBytes(_folder["manifest.json"]);
        HistoryFile.WriteCsv(_folder["history.csv"], [new EpochResult(1, 0.5, 0.25, null, null, 1), new EpochResult(2, 0.125, 0.75, 1, 0.5, 2)]);
        _history = File.ReadAllBytes(_folder["history.csv"]);
        using ComputeDevice device = ComputeDevice.Open("cpu");
        using var model = new Sequential(device, [2, 2], seed: 1) { new Flatten(), new Dense(3, global::Engine.Activation.Relu), new Dense(2, global::Engine.Activation.Softmax) };
        model.ExportOnnx(_folder["model.onnx"], OnnxInput.Bytes);
        _onnx = File.ReadAllBytes(_folder["model.onnx"]);
    }

    public FuzzTarget Safetensors => new(
        random => MutateSafetensors(_safetensors, random),
        file => global::Engine.Safetensors.Read(new MemoryStream(file), "x.safetensors"));

    public FuzzTarget Checkpoint => new(
        random => random.Next(4) == 0 ? Mutator.Mutate(_checkpoint, random) : WithHash(MutateSafetensors(_checkpoint, random)),
        file => TrainingCheckpoint.Read(_folder.Write("fuzzed", file)));

    public FuzzTarget Config => new(random => Mutator.Mutate(_config, random, s_json), file => RunConfig.Read(_folder.Write("fuzzed.json", file)));

    public static FuzzTarget Model { get; } = new(
        random => Mutator.Mutate(s_model, random, [.. s_json, "\"layer\":\"dropout\"", "\"rate\":", "\"units\":0", "1e39", "softmax"]),
        file =>
        {
            ModelDescription model = ModelDescription.Parse("x.json", file);
            try
            {
                model.ToLayers(outputs: 3, global::Engine.Activation.Softmax);
            }
            catch (EngineException error) when (error.GetType() == typeof(EngineException))
            {
                // A setting out of its range: well-formed, and refused when the layers are made.
            }
        });

    public FuzzTarget Manifest => new(random => Mutator.Mutate(_manifest, random, s_json), file => RunManifest.Read(_folder.Write("fuzzed.json", file)));

    public FuzzTarget History => new(
        random => Mutator.Mutate(_history, random, ",", "\n", "nan", "1e999", "-", "99999999999"),
        file => HistoryFile.ReadCsv(_folder.Write("fuzzed.csv", file)));

    public FuzzTarget Onnx => new(random => Mutator.Mutate(_onnx, random), file => OnnxReader.Read(_folder.Write("fuzzed.onnx", file)));

    public void Dispose() => _folder.Dispose();

    /// <summary>Changes the header mostly, and mostly states its length as it then is.</summary>
    private static byte[] MutateSafetensors(byte[] file, Random random)
    {
        if (random.Next(4) == 0)
        {
            return Mutator.Mutate(file, random, s_json);
        }

        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        byte[] header = Mutator.Mutate(file[8..(8 + length)], random, s_json);
        var lengthBytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(lengthBytes, header.Length);
        return [.. lengthBytes, .. header, .. file[(8 + length)..]];
    }

    private static byte[] WithHash(byte[] file)
    {
        if (file.Length < HashOffset + HashDigits)
        {
            return file;
        }

        Span<byte> digits = file.AsSpan(HashOffset, HashDigits);
        digits.Fill((byte)'0');
        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        Encoding.ASCII.GetBytes(hash).CopyTo(digits);
        return file;
    }
}
