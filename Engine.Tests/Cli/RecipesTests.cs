using System.Text.Json;
using Engine.Cli.CommandLine;
using Engine.Cli.Commands;
using Engine.Cli.Recipes;
using Xunit;

namespace Engine.Tests.Cli;

public sealed class RecipesTests
{
    [Fact]
    public void EveryRecipeIsATrainingThatHasItsFigures()
    {
        Assert.All(Recipe.All, recipe =>
        {
            TrainSettings settings = TrainSettings.Read(CommandLineRunner.ParseTrain(recipe.Arguments.Split(' ')));
            Assert.All(recipe.Expected, figure =>
            {
                Assert.InRange(figure.Epoch, 1, settings.Epochs);
                Assert.True(settings.ValidationSplit > 0 || !figure.Metric.StartsWith("val_", StringComparison.Ordinal));
            });
        });
        Assert.Equal(Recipe.All.Count, Recipe.All.Select(recipe => recipe.Name).Distinct().Count());
    }

    [Fact]
    public void OptionsThatAreGivenTakePrecedence()
    {
        string[] expanded = Recipe.Expand(["train", "--epochs=7", "--recipe", "keras-mnist-softmax", "--optimizer", "adam"]);
        Assert.Equal(
            ["train", "--epochs=7", "--optimizer", "adam", "--dataset", "mnist", "--model", "softmax", "--batch-size", "64", "--validation-split", "0.2"],
            expanded);
        Assert.Equal(expanded, Recipe.Expand(["train", "--epochs=7", "--optimizer", "adam", "--recipe=keras-mnist-softmax"]));
    }

    [Theory]
    [InlineData("evaluate", "--recipe", "keras-mnist-softmax")]
    [InlineData("train", "--recipe")]
    [InlineData("train", "--recipe", "--quiet")]
    public void WhatIsNoRecipeIsLeftAsItIs(params string[] arguments) => Assert.Equal(arguments, Recipe.Expand(arguments));

    [Fact]
    public void AMistypedNameIsRefusedWithTheNearest()
    {
        EngineCli.Result result = EngineCli.Run("train", "--recipe", "keras-fashon-mlp");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Did you mean 'keras-fashion-mlp'?", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void TheListSaysWhatIsPrinted()
    {
        EngineCli.Result result = EngineCli.Run("recipes", "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Recipe.All.Select(recipe => recipe.Name), result.OutputLines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()));
        Assert.Contains("epoch 30: val_accuracy 0.918", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FiguresAreTakenFromTheirEpochAndComparedWithinTheTolerance()
    {
        var history = new History([new EpochResult(1, 0.5, 0.8, 0.6, 0.7, 1), new EpochResult(2, 0.4, 0.85, 0.5, 0.75, 1)], 2);
        var test = new EvaluationResult(0.9, 0.65, 10);
        string[] metrics = ["loss", "accuracy", "val_loss", "val_accuracy", "test_accuracy"];
        Assert.Equal([0.4, 0.85, 0.5, 0.75, 0.65], metrics.Select(metric => new ExpectedFigure(metric, 2, 0).Of(history, test)));
        var accuracy = new ExpectedFigure("accuracy", 1, 0.8);
        double[] accuracies = [0.7929, 0.7931, 0.8069, 0.8071];
        Assert.Equal([FigureVerdict.Worse, FigureVerdict.Near, FigureVerdict.Near, FigureVerdict.Better], accuracies.Select(accuracy.Judge));
        var loss = new ExpectedFigure("val_loss", 1, 0.6);
        double[] losses = [0.579, 0.581, 0.619, 0.621, double.NaN];
        Assert.Equal([FigureVerdict.Better, FigureVerdict.Near, FigureVerdict.Near, FigureVerdict.Worse, FigureVerdict.Worse], losses.Select(loss.Judge));
    }
}
