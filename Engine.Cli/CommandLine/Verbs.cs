using System.Reflection;
using CommandLine;

namespace Engine.Cli.CommandLine;

/// <summary>The commands and their options, as their attributes declare them.</summary>
internal static class Verbs
{
    public static readonly Type[] All =
    [
        typeof(TrainOptions), typeof(EvaluateOptions), typeof(PredictOptions), typeof(ReportOptions), typeof(VerifyOptions), typeof(ExportOptions),
        typeof(RecipesOptions), typeof(SummaryOptions), typeof(DatasetsOptions), typeof(DevicesOptions), typeof(BenchOptions), typeof(CheckKernelsOptions),
    ];

    public static IEnumerable<string> Names => All.Select(Name);

    public static string Name(Type verb) => verb.GetCustomAttribute<VerbAttribute>()!.Name;

    public static string Summary(Type verb) => verb.GetCustomAttribute<VerbAttribute>()!.HelpText;

    public static Type? Find(string name) => Array.Find(All, verb => Name(verb) == name);

    /// <summary>The options of a command, as they are typed.</summary>
    public static IEnumerable<string> Options(Type verb) => Declared(verb).Select(option => option.Typed).Append("--help");

    /// <summary>The options of a command that need a value.</summary>
    public static IEnumerable<string> OptionsWithValue(Type verb) => Declared(verb).Where(option => !option.IsSwitch).Select(option => option.Typed);

    /// <summary>The options of a command that may stand alone, with the values that they then have.</summary>
    public static Dictionary<string, string> UsualValues(Type verb) =>
        (from property in verb.GetProperties()
         let option = property.GetCustomAttribute<OptionAttribute>()
         let usual = property.GetCustomAttribute<UsualValueAttribute>()
         where option is not null && usual is not null
         select ("--" + option.LongName, usual.Value)).ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<(string Typed, bool IsSwitch)> Declared(Type verb) =>
        from property in verb.GetProperties()
        let option = property.GetCustomAttribute<OptionAttribute>()
        where option is not null
        select ("--" + option.LongName, property.PropertyType == typeof(bool));
}
