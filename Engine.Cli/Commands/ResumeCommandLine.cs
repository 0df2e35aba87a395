using Engine.Cli.CommandLine;

namespace Engine.Cli.Commands;

/// <summary>What --resume may be combined with: what does not change the run, and more epochs.</summary>
internal static class ResumeCommandLine
{
    private static readonly string[] s_harmless =
    [
        "--resume", "--epochs", "--accelerator", "--threads", "--data-dir", "--quiet", "--json", "--verbose", "--profile", "--checkpoint-every", "--checkpoint-minutes",
    ];

    public static void Check(TrainOptions options)
    {
        if (options.Given.FirstOrDefault(option => !s_harmless.Contains(option, StringComparer.Ordinal)) is { } other)
        {
            throw new UsageException($"{other} cannot be given with --resume: the run goes on with its own settings. Only {string.Join(", ", s_harmless[1..^1])} and {s_harmless[^1]} can.");
        }
    }

    /// <summary>The run's settings with what the command line changes of them.</summary>
    public static TrainSettings Apply(TrainOptions options, TrainSettings settings)
    {
        // The options that were not given have their defaults here, which do not count.
        TrainSettings typed = TrainSettings.Read(options);
        return settings with
        {
            Epochs = options.Given.Contains("--epochs", StringComparer.Ordinal) ? typed.Epochs : settings.Epochs,
            CheckpointEvery = typed.CheckpointEvery ?? settings.CheckpointEvery,
            CheckpointMinutes = typed.CheckpointMinutes ?? settings.CheckpointMinutes,
        };
    }
}
