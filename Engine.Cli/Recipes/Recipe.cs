using Engine.Cli.CommandLine;

namespace Engine.Cli.Recipes;

/// <summary>A training that a tutorial shows, with the figures that it prints.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">What is trained, in a line.</param>
/// <param name="Arguments">The options of train that it stands for.</param>
/// <param name="Expected">What the tutorial prints.</param>
internal sealed record Recipe(string Name, string Title, string Arguments, IReadOnlyList<ExpectedFigure> Expected)
{
    private const string Option = "--recipe";

    /// <summary>All recipes: the networks of Keras's tutorials on MNIST and Fashion-MNIST.</summary>
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new(
            "keras-mnist-softmax",
            "MNIST, one softmax layer, SGD",
            "--dataset mnist --model softmax --optimizer sgd --batch-size 64 --epochs 30 --validation-split 0.2",
            [new("val_accuracy", 1, 0.857), new("val_loss", 1, 0.654), new("val_accuracy", 30, 0.918), new("val_loss", 30, 0.3005)]),
        new(
            "keras-fashion-softmax",
            "Fashion-MNIST, one softmax layer, RMSprop",
            "--dataset fashion-mnist --model softmax --optimizer rmsprop --batch-size 32 --epochs 5 --validation-split 0.2",
            [new("val_accuracy", 5, 0.846), new("val_loss", 5, 0.444)]),
        new(
            "keras-fashion-sigmoid",
            "Fashion-MNIST, 100 sigmoid units, RMSprop",
            "--dataset fashion-mnist --model mlp:100 --activation sigmoid --optimizer rmsprop --batch-size 32 --epochs 5 --validation-split 0.2",
            [new("accuracy", 4, 0.870), new("loss", 4, 0.360)]),
        new(
            "keras-fashion-relu-rmsprop",
            "Fashion-MNIST, 100 ReLU units, RMSprop",
            "--dataset fashion-mnist --model mlp:100 --activation relu --optimizer rmsprop --batch-size 32 --epochs 5 --validation-split 0.2",
            [new("val_accuracy", 5, 0.865), new("val_loss", 5, 0.380)]),
        new(
            "keras-fashion-relu-adam",
            "Fashion-MNIST, 100 ReLU units, Adam",
            "--dataset fashion-mnist --model mlp:100 --activation relu --optimizer adam --batch-size 32 --epochs 5 --validation-split 0.2",
            [new("val_accuracy", 5, 0.872), new("val_loss", 5, 0.352)]),
        new(
            "keras-fashion-mlp",
            "Fashion-MNIST, 128 ReLU units, Adam",
            "--dataset fashion-mnist --model mlp:128 --activation relu --optimizer adam --batch-size 32 --epochs 20",
            [new("test_accuracy", 20, 0.885)]),
    ];

    /// <summary>Puts the options that a recipe stands for in its place; options that are given themselves take precedence.</summary>
    /// <exception cref="UsageException">There is no such recipe.</exception>
    public static string[] Expand(string[] arguments)
    {
        int at = Array.FindIndex(arguments, argument => argument == Option || argument.StartsWith(Option + "=", StringComparison.Ordinal));
        bool isJoined = at > 0 && arguments[at].Length > Option.Length;
        string name = isJoined ? arguments[at][(Option.Length + 1)..] : arguments.ElementAtOrDefault(at + 1) ?? "";

        // What is no option of the command, or lacks its value, is the parser's to refuse.
        if (at < 0 || arguments[0] != Verbs.Name(typeof(TrainOptions)) || name.Length == 0 || name.StartsWith('-'))
        {
            return arguments;
        }

        string[] given = [.. arguments[..at], .. arguments[(at + (isJoined ? 1 : 2))..]];
        string[] options = Find(name).Arguments.Split(' ');
        return
        [
            .. given,
            .. options.Chunk(2).Where(option => !given.Any(argument => argument.Split('=')[0] == option[0])).SelectMany(option => option),
        ];
    }

    /// <summary>The recipe of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Recipe Find(string name) =>
        All.FirstOrDefault(recipe => recipe.Name == name)
            ?? throw new UsageException($"There is no recipe '{name}'; 'engine-cli recipes' lists them.{Nearest.Hint(name, All.Select(recipe => recipe.Name))}");
}
