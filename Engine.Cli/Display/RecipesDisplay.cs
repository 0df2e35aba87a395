using System.Globalization;
using Engine.Cli.Recipes;

namespace Engine.Cli.Display;

/// <summary>Shows recipes and, as they come, how near their trainings came to the tutorials.</summary>
internal sealed class RecipesDisplay : IDisposable
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private readonly bool _json;
    private readonly List<FigureVerdict> _verdicts = [];

    public RecipesDisplay(bool json)
    {
        _json = json;
        if (!json)
        {
            Console.WriteLine(Line("Recipe", "Figure", "Printed", "Got", "Allowed", "Verdict"));
        }
    }

    public static void List(IEnumerable<Recipe> recipes, bool json)
    {
        foreach (Recipe recipe in recipes)
        {
            if (json)
            {
                JsonLine.Write("recipe", line =>
                {
                    line.WriteString("name", recipe.Name);
                    line.WriteString("title", recipe.Title);
                    line.WriteString("arguments", recipe.Arguments);
                    line.WriteStartArray("expected");
                    foreach (ExpectedFigure figure in recipe.Expected)
                    {
                        line.WriteStringValue(figure.ToString());
                    }

                    line.WriteEndArray();
                });
                continue;
            }

            Console.WriteLine($"{recipe.Name}: {recipe.Title}");
            Console.WriteLine($"  {recipe.Arguments}");
            Console.WriteLine($"  printed: {string.Join("; ", recipe.Expected)}");
        }
    }

    public void Show(Recipe recipe, ExpectedFigure figure, double mean)
    {
        FigureVerdict verdict = figure.Judge(mean);
        _verdicts.Add(verdict);
        if (_json)
        {
            JsonLine.Write("figure", line =>
            {
                line.WriteString("recipe", recipe.Name);
                line.WriteString("metric", figure.Metric);
                line.WriteNumber("epoch", figure.Epoch);
                line.WriteNumber("printed", figure.Printed);
                line.WriteFigure("got", mean);
                line.WriteNumber("tolerance", figure.Tolerance);
                line.WriteString("verdict", verdict.ToString().ToLowerInvariant());
            });
            return;
        }

        Console.WriteLine(Line(
            recipe.Name,
            $"epoch {figure.Epoch}: {figure.Metric}",
            figure.Printed.ToString("F4", s_culture),
            mean.ToString("F4", s_culture),
            "± " + figure.Tolerance.ToString("F3", s_culture),
            verdict switch { FigureVerdict.Near => "ok", FigureVerdict.Better => "better", _ => "WORSE" }));
    }

    public void Dispose()
    {
        if (!_json && _verdicts.Count > 0)
        {
            Console.WriteLine(
                $"{_verdicts.Count(verdict => verdict == FigureVerdict.Near)} of {_verdicts.Count} figures are as near as allowed, "
                + $"{_verdicts.Count(verdict => verdict == FigureVerdict.Better)} better, {_verdicts.Count(verdict => verdict == FigureVerdict.Worse)} worse.");
        }
    }

    private static string Line(string recipe, string figure, string printed, string got, string allowed, string verdict) =>
        $"{recipe,-27} {figure,-23} {printed,8} {got,8} {allowed,8}  {verdict}";
}
