using CommandLine;
using Engine.Cli.Commands;
using Engine.Cli.Recipes;

namespace Engine.Cli.CommandLine;

/// <summary>Parses the command line, runs the command and turns what happens into an exit code.</summary>
internal static class CommandLineRunner
{
    public static int Run(string[] args)
    {
        bool verbose = args.Contains("--verbose", StringComparer.Ordinal);
        try
        {
            args = WithDefaults(Recipe.Expand(args));
            ParserResult<object> result = Parse(args);
            if (result is not Parsed<object> parsed)
            {
                return Explain(result, args);
            }

            CheckValues(parsed.Value.GetType(), args);
            ((CommonOptions)parsed.Value).Given = [.. args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal)).Select(arg => arg.Split('=')[0])];
            return Run(parsed.Value);
        }
        catch (UsageException error)
        {
            return Fail(error, ExitCode.WrongCommandLine, verbose);
        }
        catch (OperationCanceledException error)
        {
            return Fail(error, ExitCode.Interrupted, verbose, "stopped.");
        }
        catch (EngineException error)
        {
            return Fail(error, ExitCode.Failed, verbose);
        }
        catch (OutOfMemoryException error)
        {
            return Fail(error, ExitCode.Failed, verbose, "out of memory; use a smaller model or batch.");
        }
        catch (Exception error)
        {
            // The last resort: a person gets a line, not a stack trace, whatever went wrong.
            return Fail(error, ExitCode.Failed, verbose, $"unexpected {error.GetType().Name}: {error.Message} (--verbose shows where)");
        }
    }

    /// <summary>Reads options of train that the program itself has written.</summary>
    public static TrainOptions ParseTrain(IEnumerable<string> options) => (TrainOptions)((Parsed<object>)Parse([Verbs.Name(typeof(TrainOptions)), .. options])).Value;

    private static ParserResult<object> Parse(string[] args)
    {
        using var parser = new Parser(settings =>
        {
            settings.HelpWriter = null;
            settings.CaseSensitive = true;
        });
        return parser.ParseArguments(args, Verbs.All);
    }

    // Some options may stand alone, and then mean a usual value.
    private static string[] WithDefaults(string[] args)
    {
        if (args is not [var name, ..] || Verbs.Find(name) is not { } verb)
        {
            return args;
        }

        Dictionary<string, string> usual = Verbs.UsualValues(verb);
        return [.. args.SelectMany((arg, i) => usual.TryGetValue(arg, out string? value) && (i + 1 == args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal)) ? [arg, value] : new[] { arg })];
    }

    // The parser lets an option pass that ends the line, or is followed by another option or an empty word in place of
    // its value.
    private static void CheckValues(Type verb, string[] args)
    {
        var needValue = Verbs.OptionsWithValue(verb).ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < args.Length; i++)
        {
            if (needValue.Contains(args[i]) && (i + 1 == args.Length || args[i + 1].Length == 0 || args[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                throw new UsageException($"{args[i]} needs a value.");
            }
        }
    }

    private static int Run(object options)
    {
        if (options is CommonOptions common && common.Extra.Skip(common.MaxWords).FirstOrDefault() is { } extra)
        {
            throw new UsageException($"'{extra}' belongs to no option; 'engine-cli {Verbs.Name(options.GetType())} --help' shows the options.");
        }

        return options switch
        {
            TrainOptions train => TrainCommand.Run(train),
            VerifyOptions verify => VerifyCommand.Run(verify),
            EvaluateOptions evaluate => EvaluateCommand.Run(evaluate),
            PredictOptions predict => PredictCommand.Run(predict),
            ReportOptions report => ReportCommand.Run(report),
            ExportOptions export => ExportCommand.Run(export),
            RecipesOptions recipes => RecipesCommand.Run(recipes),
            SummaryOptions summary => SummaryCommand.Run(summary),
            DatasetsOptions datasets => DatasetsCommand.Run(datasets),
            DevicesOptions devices => DevicesCommand.Run(devices),
            BenchOptions bench => BenchCommand.Run(bench),
            CheckKernelsOptions check => CheckKernelsCommand.Run(check),
            _ => throw new InvalidOperationException($"No command takes {options.GetType()}."),
        };
    }

    private static int Explain(ParserResult<object> result, string[] args)
    {
        foreach (Error error in result.Errors)
        {
            switch (error)
            {
                case HelpVerbRequestedError help:
                    // "help train" is "train --help".
                    Console.WriteLine(help.Matched
                        ? HelpPages.Render(Parse([help.Verb, "--help"]), Verbs.Find(help.Verb))
                        : HelpPages.Render(result, verb: null));
                    return ExitCode.Done;
                case HelpRequestedError:
                    Console.WriteLine(HelpPages.Render(result, args.Length > 0 ? Verbs.Find(args[0]) : null));
                    return ExitCode.Done;
                case VersionRequestedError:
                    Console.WriteLine($"engine-cli {HelpPages.Version}");
                    return ExitCode.Done;
            }
        }

        throw new UsageException(Describe(result.Errors.First(), args));
    }

    private static string Describe(Error error, string[] args)
    {
        Type? verb = args.Length > 0 ? Verbs.Find(args[0]) : null;
        switch (error)
        {
            case NoVerbSelectedError:
                return $"No command given; use {string.Join(", ", Verbs.Names)} ('engine-cli --help' explains them).";
            case BadVerbSelectedError bad:
                return $"'{bad.Token}' is no command; use {string.Join(", ", Verbs.Names)}.{Nearest.Hint(bad.Token, Verbs.Names)}";
            case UnknownOptionError unknown when verb is not null:
                string typed = AsTyped(unknown.Token, args);
                return $"'{typed}' is no option of {Verbs.Name(verb)}; '--help' lists them.{Nearest.Hint("--" + typed.TrimStart('-'), Verbs.Options(verb))}";
            case MissingValueOptionError missing:
                return $"--{missing.NameInfo.LongName} needs a value.";
            case RepeatedOptionError repeated:
                return $"--{repeated.NameInfo.LongName} is given twice.";
            case NamedError named:
                return $"--{named.NameInfo.LongName} cannot be understood here ({error.Tag}).";
            case TokenError { Token: ['-', '-', .., '='] } empty:
                return $"{empty.Token[..^1]} needs a value.";
            case TokenError token:
                return $"'{token.Token}' cannot be understood here ({error.Tag}).";
            default:
                return $"The command line cannot be understood ({error.Tag}).";
        }
    }

    // The parser reports "-abc" letter by letter.
    private static string AsTyped(string token, string[] args) =>
        args.Select(arg => arg.Split('=')[0]).FirstOrDefault(arg => arg.TrimStart('-') == token && arg.StartsWith('-'))
            ?? args.Select(arg => arg.Split('=')[0]).FirstOrDefault(arg => arg.StartsWith('-') && !arg.StartsWith("--", StringComparison.Ordinal) && arg.Contains(token, StringComparison.Ordinal))
            ?? token;

    private static int Fail(Exception error, int exitCode, bool verbose, string? message = null)
    {
        // One line, whatever the system put into its message.
        string line = (message ?? error.Message).ReplaceLineEndings(" ");
        Console.Error.WriteLine($"engine-cli: {line}");
        if (verbose)
        {
            Console.Error.WriteLine(error);
        }

        return exitCode;
    }
}
