using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Cli.Recipes;

namespace Engine.Cli.Commands;

/// <summary>Lists the recipes, or trains them and compares with what the tutorials print.</summary>
internal static class RecipesCommand
{
    private const ulong FirstSeed = 42;
    private const int MostSeeds = 100;

    public static int Run(RecipesOptions options)
    {
        Opening.Check(options);
        int seeds = OptionValue.Integer("--seeds", options.Seeds, 1, MostSeeds);
        Recipe[] recipes = options.Only is { } name ? [Recipe.Find(name)] : [.. Recipe.All];
        if (!options.Verify)
        {
            RecipesDisplay.List(recipes, options.Json);
            return ExitCode.Done;
        }

        using var interruption = new Interruption();
        using ComputeDevice device = Opening.Device(options);
        using var display = new RecipesDisplay(options.Json);
        bool anyWorse = false;
        foreach (IGrouping<DatasetChoice, Recipe> group in recipes.GroupBy(recipe => SettingsOf(recipe, FirstSeed).Dataset))
        {
            var (train, test) = DatasetCatalog.Load(group.Key, options, limit: null, interruption.Token);
            foreach (Recipe recipe in group)
            {
                double[][] figures = [.. Enumerable.Range(0, seeds).Select(i => Train(SettingsOf(recipe, FirstSeed + (ulong)i), recipe, device, train, test, interruption.Token))];
                for (int i = 0; i < recipe.Expected.Count; i++)
                {
                    double mean = figures.Average(run => run[i]);
                    anyWorse |= recipe.Expected[i].Judge(mean) == FigureVerdict.Worse;
                    display.Show(recipe, recipe.Expected[i], mean);
                }
            }
        }

        return anyWorse ? ExitCode.Failed : ExitCode.Done;
    }

    private static double[] Train(TrainSettings settings, Recipe recipe, ComputeDevice device, Dataset train, Dataset test, CancellationToken cancellation)
    {
        using Sequential model = settings.Build(device, train);
        History history = model.Fit(train, settings.ToFitOptions() with { CancellationToken = cancellation });
        EvaluationResult result = model.Evaluate(test);
        return [.. recipe.Expected.Select(figure => figure.Of(history, result))];
    }

    private static TrainSettings SettingsOf(Recipe recipe, ulong seed) =>
        TrainSettings.Read(CommandLineRunner.ParseTrain([.. recipe.Arguments.Split(' '), "--seed", $"{seed}"]));
}
