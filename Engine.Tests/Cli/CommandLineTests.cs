using System.Text.Json;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class CommandLineTests
{
    public static TheoryData<string, string> WrongCommandLines() => new()
    {
        { "", "use train, evaluate, " },
        { "trian", "Did you mean 'train'?" },
        { "train --epoch 5", "Did you mean '--epochs'?" },
        { "train -epochs 5", "Did you mean '--epochs'?" },
        { "train --epochs", "--epochs needs a value" },
        { "train --epochs --quiet", "--epochs needs a value" },
        { "train --epochs 1 --epochs 2", "twice" },
        { "train --epochs ten", "'ten'" },
        { "train --epochs 0", "at least 1" },
        { "train --epochs 99999999999", "'99999999999'" },
        { "train --batch-size -3", "'-3'" },
        { "train --learning-rate 0", "above 0" },
        { "train --learning-rate NaN", "above 0" },
        { "train --validation-split 1", "below 1" },
        { "train --momentum 0.9", "sgd" },
        { "train --optimizer sgd --momentum 1", "below 1" },
        { "train --nesterov", "--momentum" },
        { "train --weight-decay -1", "at least 0" },
        { "train --clip-norm 0", "above 0" },
        { "train --schedule cosin", "Did you mean 'cosine'?" },
        { "train --schedule step:10", "step:1000,0.5" },
        { "train --warmup -1", "at least 0" },
        { "train --activation tan", "Did you mean 'tanh'?" },
        { "train --dropout 1", "below 1" },
        { "train --loss mean_square_error", "Did you mean 'mean_squared_error'?" },
        { "train --optimizer adm", "Did you mean 'adam'?" },
        { "train --activation softmax", "tanh or linear" },
        { "train --model mlp:-3", "'-3'" },
        { "train --model cnn", "mlp:128" },
        { "train --dataset fasion-mnist", "Did you mean 'fashion-mnist'?" },
        { "train --accelerator cdua", "Did you mean 'cuda'?" },
        { "train --accelerator cpu:1", "auto, cpu, cuda" },
        { "train --shuffle yes", "epoch or none" },
        { "train --seed -1", "'-1'" },
        { "train --threads 0", "at least 1" },
        { "train --limit 0", "at least 1" },
        { "train --steps x", "'x'" },
        { "train --json --quiet", "exclude" },
        { "train mnist", "'mnist'" },
        { "train --early-stopping x", "'x'" },
        { "train --early-stopping --epochs 0", "--epochs is '0'" },
        { "train --monitor loss", "--early-stopping or --save-best" },
        { "train --save-best --monitor val_loss", "needs --validation-split" },
        { "train --save-best --monitor acuracy", "Did you mean 'accuracy'?" },
        { "train --checkpoint-every 0", "at least 1" },
        { "train --checkpoint-minutes 0", "above 0" },
        { "train --resume", "--resume needs a value" },
        { "verify a b", "'b'" },
        { "evaluate", "--run" },
        { "predict", "--run" },
        { "report", "--run" },
        { "predict --run x --count 0", "at least 1" },
        { "predict --run x --count 2000 --plot x.svg", "from 1 to 1000" },
        { "predict --run x --start -1", "'-1'" },
        { "summary --dataset auto", "mnist" },
        { "summary --run x --model softmax", "leave out --model" },
        { "devices --all", "'--all'" },
        { "predict --run x --image a.png --idx b", "exclude each other" },
        { "predict --run x --image a.png --count 3", "--count belongs to" },
        { "predict --run x --idx b --start 3", "--start belongs to" },
        { "predict --run x --prepare digit", "--prepare belongs to" },
        { "predict --run x --output y.txt", "name a .csv or .json" },
        { "train --dataset mnist --image-size 28", "belong to files of your own" },
        { "train --dataset x.csv --test-split 1", "below 1" },
        { "datasets shw mnist", "Did you mean 'show'?" },
        { "datasets show", "needs a name" },
        { "datasets show mnits", "Did you mean 'mnist'?" },
        { "datasets fetch x.npz", "mnist, fashion-mnist" },
        { "datasets list mnist", "datasets show mnist" },
        { "datasets show mnist now", "'now'" },
        { "datasets --plot x.svg", "datasets show" },
        { "datasets show mnist --count -1", "from 0 to 1000" },
        { "bench --sizes 128,x", "'x'" },
        { "bench --sizes 0", "from 1 to 16384" },
        { "bench --elements -1", "'-1'" },
        { "bench --time 0", "from 1 to" },
        { "bench --filter adagrad", "'adagrad'" },
        { "bench --accelerator cpus", "Did you mean 'cpu'?" },
        { "bench --precision tf23", "use float32 or tf32. Did you mean 'tf32'?" },
        { "train --precision fp16", "use float32 or tf32" },
    };

    [Theory]
    [MemberData(nameof(WrongCommandLines))]
    public void AWrongCommandLineIsOneLineAndExitCode2(string line, string expected)
    {
        EngineCli.Result result = EngineCli.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        string error = Assert.Single(result.ErrorLines);
        Assert.StartsWith("engine-cli: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "--output", "")]
    [InlineData("train", "--data-dir=", "--quiet")]
    [InlineData("evaluate", "--run", "")]
    public void AnEmptyValueIsNone(params string[] args)
    {
        EngineCli.Result result = EngineCli.Run(args);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("needs a value", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void VerboseShowsWhereAnErrorAroseToo()
    {
        EngineCli.Result result = EngineCli.Run("train", "--model", "x", "--verbose");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("engine-cli: --model", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("   at Engine.Cli.", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "train")]
    [InlineData("help", "train")]
    [InlineData("train --help", "--validation-split")]
    [InlineData("help train", "--validation-split")]
    [InlineData("train --help", "engine-cli train --dataset fashion-mnist")]
    [InlineData("evaluate --help", "engine-cli evaluate --run")]
    [InlineData("summary --help", "engine-cli summary --model")]
    [InlineData("devices --help", "engine-cli devices")]
    [InlineData("datasets --help", "engine-cli datasets fetch cifar10")]
    [InlineData("bench --help", "engine-cli bench --filter gemm")]
    [InlineData("--version", "engine-cli ")]
    public void HelpIsOnOutputWithExitCode0(string line, string expected)
    {
        EngineCli.Result result = EngineCli.Run(line.Split(' '));

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.All(result.OutputLines, text => Assert.InRange(text.Length, 0, 112));
    }

    [Fact]
    public void DevicesListsTheCpuAndSaysWhatIsMissing()
    {
        EngineCli.Result result = EngineCli.Run("devices", "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement[] lines = [.. result.OutputLines.Select(text => JsonDocument.Parse(text).RootElement)];
        Assert.Single(lines, line => line.TryGetProperty("accelerator", out JsonElement spec) && spec.GetString() == "cpu");
        Assert.Single(lines, line => line.TryGetProperty("auto", out JsonElement taken) && taken.GetBoolean());
        Assert.All(lines, line => Assert.True(
            line.GetProperty("event").GetString() == "device" || line.GetProperty("reason").GetString()!.Length > 20));
    }

    [Fact]
    public void DevicesPrintsATable()
    {
        EngineCli.Result result = EngineCli.Run("devices");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.OutputLines, line => line.StartsWith("cpu", StringComparison.Ordinal));
        Assert.Contains("taken", result.Output, StringComparison.Ordinal);
    }
}
