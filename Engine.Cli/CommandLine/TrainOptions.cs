using CommandLine;

namespace Engine.Cli.CommandLine;

[Verb("train", HelpText = "Train a model, test it, and keep it in a run folder.")]
internal sealed class TrainOptions : ComputeOptions, IFileDataOptions
{
    [Option("dataset", MetaValue = "NAME|PATH", HelpText = IFileDataOptions.DatasetHelp + " Default: auto, which is mnist, or synthetic-digits where mnist cannot be had.")]
    public string Dataset { get; set; } = DatasetCatalog.Auto;

    [Option("image-size", MetaValue = "N", HelpText = IFileDataOptions.ImageSizeHelp)]
    public string? ImageSize { get; set; }

    [Option("label-column", MetaValue = "NAME|INDEX", HelpText = IFileDataOptions.LabelColumnHelp)]
    public string? LabelColumn { get; set; }

    [Option("test-split", MetaValue = "X", HelpText = IFileDataOptions.TestSplitHelp)]
    public string? TestSplit { get; set; }

    [Option("recipe", MetaValue = "NAME", HelpText = "Train as a tutorial does: 'engine-cli recipes' lists them. Options that are given too take precedence.")]
    public string? Recipe { get; set; }

    [Option("model", MetaValue = "MODEL", HelpText = "softmax; mlp: and the units of the hidden layers: mlp:128, mlp:256,128; or a model file, such as net.json (docs/models.md). Default: mlp:128.")]
    public string Model { get; set; } = "mlp:128";

    [Option("activation", MetaValue = "NAME", HelpText = "Activation of the hidden layers: relu, leaky-relu, sigmoid, tanh or linear. Default: relu.")]
    public string Activation { get; set; } = "relu";

    [Option("batch-norm", HelpText = "Normalise the sums of the hidden layers over the batch before their activation.")]
    public bool BatchNorm { get; set; }

    [Option("dropout", MetaValue = "X", HelpText = "Share of each hidden layer's outputs to drop while training, at least 0 and below 1. Default: 0.")]
    public string Dropout { get; set; } = "0";

    [Option("loss", MetaValue = "NAME", HelpText = "sparse_categorical_crossentropy, categorical_crossentropy, binary_crossentropy or mean_squared_error. Default: what goes with the data: the first for classes, the last for numbers.")]
    public string? Loss { get; set; }

    [Option("optimizer", MetaValue = "NAME", HelpText = "sgd, adam, adamw, rmsprop or adagrad, with Keras's defaults. Default: adam.")]
    public string Optimizer { get; set; } = "adam";

    [Option("learning-rate", MetaValue = "X", HelpText = "Step size. Default: 0.01 for sgd, else 0.001.")]
    public string? LearningRate { get; set; }

    [Option("schedule", MetaValue = "HOW", HelpText = "How the learning rate falls: constant, step:STEPS,FACTOR, exponential:STEPS,FACTOR, piecewise:STEP,FACTOR,..., cosine or cosine:STEPS,LAST. Default: constant.")]
    public string Schedule { get; set; } = "constant";

    [Option("warmup", MetaValue = "N", HelpText = "Steps in which the learning rate first rises from 0. Default: 0.")]
    public string WarmUp { get; set; } = "0";

    [Option("momentum", MetaValue = "X", HelpText = "Momentum of sgd or rmsprop, at least 0 and below 1. Default: 0.")]
    public string? Momentum { get; set; }

    [Option("nesterov", HelpText = "Take Nesterov's form of sgd's momentum.")]
    public bool Nesterov { get; set; }

    [Option("weight-decay", MetaValue = "X", HelpText = "Share of each weight that a step takes away, times the learning rate. Default: 0.004 for adamw, else 0.")]
    public string? WeightDecay { get; set; }

    [Option("clip-norm", MetaValue = "X", HelpText = "Scale gradients down whose norm, over all weights together, is larger. Default: no limit.")]
    public string? ClipNorm { get; set; }

    [Option("batch-size", MetaValue = "N", HelpText = "Samples a step. Default: 32.")]
    public string BatchSize { get; set; } = "32";

    [Option("epochs", MetaValue = "N", HelpText = "Times through the training data. Default: 5.")]
    public string Epochs { get; set; } = "5";

    [Option("validation-split", MetaValue = "X", HelpText = "Share of the training data, from its end, to hold out and measure after each epoch. Default: 0.")]
    public string ValidationSplit { get; set; } = "0";

    [Option("seed", MetaValue = "N", HelpText = "Determines initial weights and order: the same seed gives the same bytes. Default: 42.")]
    public string Seed { get; set; } = "42";

    [Option("shuffle", MetaValue = "HOW", HelpText = "epoch for a new order in each epoch, or none. Default: epoch.")]
    public string Shuffle { get; set; } = "epoch";

    [Option("steps", MetaValue = "N", HelpText = "Stop after N steps in all. Default: no limit.")]
    public string? Steps { get; set; }

    [Option("limit", MetaValue = "N", HelpText = "Use only the first N training images. Default: all.")]
    public string? Limit { get; set; }

    [Option("init", MetaValue = "FILE", HelpText = "Start from the weights of a safetensors file. Default: Glorot-uniform weights, zero biases.")]
    public string? Init { get; set; }

    [Option("early-stopping", MetaValue = "N", HelpText = "Stop once the monitored figure has not improved for N epochs (5 if no N is given), and keep the weights of the best one. Default: train all epochs.")]
    [UsualValue("5")]
    public string? EarlyStopping { get; set; }

    [Option("monitor", MetaValue = "NAME", HelpText = "The figure that --early-stopping and --save-best look at: loss, accuracy, val_loss or val_accuracy. Default: val_loss, or loss without a validation split.")]
    public string? Monitor { get; set; }

    [Option("save-best", HelpText = "Keep the weights of the best epoch too, in best.safetensors.")]
    public bool SaveBest { get; set; }

    [Option("checkpoint-every", MetaValue = "N", HelpText = "Save a checkpoint, which --resume goes on from, every N epochs. Default: each epoch, but not more than one a second.")]
    public string? CheckpointEvery { get; set; }

    [Option("checkpoint-minutes", MetaValue = "X", HelpText = "Save a checkpoint every X minutes, also within an epoch. Default: none by the clock.")]
    public string? CheckpointMinutes { get; set; }

    [Option("resume", MetaValue = "DIR", HelpText = "Go on with the run of a folder where it stopped, to the same bits as if it had not. Needs nothing else; --epochs may be more than it was.")]
    public string? Resume { get; set; }

    [Option("profile", HelpText = "Print at the end what the device spent its time on: kernels, copies, compilation, waiting. Costs some speed.")]
    public bool Profile { get; set; }

    [Option("output", MetaValue = "DIR", HelpText = "Run folder to write; new, empty, or an earlier run's, which is replaced. Default: runs/DATASET-MODEL-TIME.")]
    public string? Output { get; set; }
}
