using CommandLine;
using CommandLine.Text;

namespace Engine.Cli.CommandLine;

/// <summary>The pages that --help prints.</summary>
internal static class HelpPages
{
    private const int Width = 110;

    private static readonly string[] s_general =
    [
        "Trains neural networks on kernels written in C#, on CUDA, OpenCL or the CPU.",
        "",
        "Usage: engine-cli COMMAND [OPTIONS]        engine-cli COMMAND --help shows a command's options.",
        "",
        "Start here:",
        "  engine-cli train                         Train MNIST on the best accelerator; a run folder at the end.",
        "  engine-cli train --resume DIR            Go on with a run that was stopped.",
        "  engine-cli evaluate --run DIR            Measure the model of a run folder.",
        "  engine-cli predict --run DIR             Show what it takes test images for.",
        "  engine-cli report --run DIR              Gather curves, classes, mistakes and weights on a page.",
    ];

    private static readonly string[] s_exitCodes = ["", "Exit codes: 0 done; 1 the work failed; 2 the command line is wrong; 130 stopped by Ctrl-C."];

    /// <summary>The page with all commands, or that of one.</summary>
    public static string Render(ParserResult<object> result, Type? verb)
    {
        string? name = verb is null ? null : Verbs.Name(verb);
        HelpText help = HelpText.AutoBuild(
            result,
            page =>
            {
                page.Heading = name is null ? $"engine-cli {Version}" : $"engine-cli {name}";
                page.Copyright = "";
                page.AdditionalNewLineAfterOption = false;
                page.AutoVersion = verb is null;
                page.AddPreOptionsLines(verb is null ? s_general : [Verbs.Summary(verb), "", $"Usage: engine-cli {name} [OPTIONS]"]);
                page.AddPostOptionsLines(verb is null ? s_exitCodes : Examples(verb));
                return page;
            },
            example => example,
            verbsIndex: verb is null,
            maxDisplayWidth: Width);
        return help.ToString().TrimEnd();
    }

    public static string Version { get; } = typeof(HelpPages).Assembly.GetName().Version?.ToString(3) ?? "";

    private static string[] Examples(Type verb)
    {
        string[] lines = verb == typeof(TrainOptions)
            ? [
                "  engine-cli train",
                "  engine-cli train --dataset fashion-mnist --epochs 20 --validation-split 0.2 --output runs/fashion",
                "  engine-cli train --model softmax --optimizer sgd --batch-size 64 --epochs 30",
                "  engine-cli train --model mlp:256,128 --activation sigmoid --accelerator cpu --threads 2",
                "  engine-cli train --optimizer adamw --schedule cosine --warmup 500 --dropout 0.2 --batch-norm",
                "  engine-cli train --dataset mnist --data-dir ~/data --json > log.jsonl",
                "  engine-cli train --epochs 100 --validation-split 0.2 --early-stopping 10 --save-best",
                "  engine-cli train --resume runs/fashion   Go on after Ctrl-C, or after a crash.",
            ]
            : verb == typeof(VerifyOptions)
            ? [
                "  engine-cli verify runs/fashion",
                "  engine-cli verify runs/fashion --accelerator cpu",
            ]
            : verb == typeof(EvaluateOptions)
            ? [
                "  engine-cli evaluate --run runs/fashion",
                "  engine-cli evaluate --run runs/fashion --top-k 3 --plot confusion.svg",
                "  engine-cli evaluate --run runs/fashion --json",
            ]
            : verb == typeof(PredictOptions)
            ? [
                "  engine-cli predict --run runs/fashion",
                "  engine-cli predict --run runs/fashion --count 15 --plot predictions.svg",
                "  engine-cli predict --run runs/digits --image seven.png scan.pgm",
                "  engine-cli predict --run runs/digits --idx t10k-images-idx3-ubyte.gz --output predictions.csv",
            ]
            : verb == typeof(ReportOptions)
            ? [
                "  engine-cli report --run runs/fashion",
                "  engine-cli report --run runs/fashion --output fashion.html",
            ]
            : verb == typeof(RecipesOptions)
            ? [
                "  engine-cli recipes",
                "  engine-cli train --recipe keras-fashion-mlp",
                "  engine-cli recipes --verify --accelerator cpu",
            ]
            : verb == typeof(ExportOptions)
            ? [
                "  engine-cli export --run runs/fashion",
                "  engine-cli export --run runs/fashion --onnx fashion.onnx",
            ]
            : verb == typeof(SummaryOptions)
            ? [
                "  engine-cli summary --model mlp:256,128 --dataset fashion-mnist",
                "  engine-cli summary --model mlp:128 --svg model.svg",
                "  engine-cli summary --run runs/fashion",
            ]
            : verb == typeof(DatasetsOptions)
            ? [
                "  engine-cli datasets                      What there is, and where it lies.",
                "  engine-cli datasets fetch cifar10        Download a data set and check it.",
                "  engine-cli datasets show fashion-mnist --count 8",
                "  engine-cli datasets show flowers --image-size 32",
                "  engine-cli datasets show iris.csv --label-column species",
            ]
            : verb == typeof(BenchOptions)
            ? [
                "  engine-cli bench",
                "  engine-cli bench --quick --accelerator cpu --threads 1",
                "  engine-cli bench --filter gemm --sizes 512,1024,2048 --json",
            ]
            : verb == typeof(CheckKernelsOptions)
            ? [
                "  engine-cli check-kernels",
                "  engine-cli check-kernels --accelerator opencl:0",
            ]
            : [
                "  engine-cli devices",
                "  engine-cli devices --json",
            ];
        return ["", "Examples:", .. lines, .. s_exitCodes];
    }
}
