using System.Globalization;

namespace Engine.Runs;

/// <summary>
/// A learning-rate schedule in a word, as the command line and run folders name it: "constant", "step:1000,0.5",
/// "exponential:1000,0.9", "piecewise:1000,0.5,2000,0.1", "cosine", "cosine:5000" or "cosine:5000,0.1". Lengths are steps; a
/// cosine without a length takes all steps of the training.
/// </summary>
public sealed class ScheduleSpec
{
    private const string Usage = "use constant, step:STEPS,FACTOR, exponential:STEPS,FACTOR, piecewise:STEP,FACTOR,STEP,FACTOR or cosine:STEPS,LAST, such as step:1000,0.5 or just cosine";

    private ScheduleSpec(string kind, double[] numbers)
    {
        Kind = kind;
        Numbers = numbers;
    }

    /// <summary>The learning rate stays as it is.</summary>
    public static ScheduleSpec Constant { get; } = new("constant", []);

    /// <summary>The kinds of schedules: constant, step, exponential, piecewise, cosine.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["constant", "step", "exponential", "piecewise", "cosine"];

    /// <summary>Which of the kinds it is.</summary>
    public string Kind { get; }

    /// <summary>The numbers behind the kind.</summary>
    public IReadOnlyList<double> Numbers { get; }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="EngineException">The text is none.</exception>
    public static ScheduleSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        string[] words = parts.Length == 1 ? [] : parts[1].Split(',');
        var numbers = new double[words.Length];
        bool known = Kinds.Contains(parts[0], StringComparer.Ordinal);
        for (int i = 0; i < words.Length && known; i++)
        {
            // Every other number is a step.
            known = double.TryParse(words[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out numbers[i])
                && (i % 2 == 1 || (numbers[i] == Math.Floor(numbers[i]) && numbers[i] < long.MaxValue));
        }

        bool complete = parts[0] switch
        {
            "constant" => parts.Length == 1,
            "cosine" => parts.Length == 1 || numbers.Length <= 2,
            "piecewise" => numbers.Length > 0 && numbers.Length % 2 == 0,
            _ => numbers.Length == 2,
        };
        if (!known || !complete)
        {
            throw new EngineException($"The schedule '{text}' is unknown; {Usage}.");
        }

        var spec = new ScheduleSpec(parts[0], numbers);
        _ = spec.Create(totalSteps: 1);
        return spec;
    }

    /// <summary>The schedule with all of its lengths.</summary>
    /// <param name="totalSteps">How many steps the training will make after the warm-up.</param>
    public ScheduleSpec Resolve(long totalSteps) => Kind == "cosine" && Numbers.Count == 0 ? new(Kind, [Math.Max(1, totalSteps)]) : this;

    /// <summary>The schedule itself.</summary>
    /// <param name="totalSteps">How many steps the training will make after the warm-up.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public LearningRateSchedule Create(long totalSteps)
    {
        IReadOnlyList<double> numbers = Resolve(totalSteps).Numbers;
        return Kind switch
        {
            "step" => LearningRateSchedule.Step((long)numbers[0], numbers[1]),
            "exponential" => LearningRateSchedule.Exponential((long)numbers[0], numbers[1]),
            "piecewise" => LearningRateSchedule.Piecewise([.. numbers.Chunk(2).Select(pair => ((long)pair[0], pair[1]))]),
            "cosine" => LearningRateSchedule.Cosine((long)numbers[0], numbers.Count > 1 ? numbers[1] : 0),
            _ => LearningRateSchedule.Constant,
        };
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        Numbers.Count == 0 ? Kind : $"{Kind}:{string.Join(',', Numbers.Select(number => number.ToString("0.################", CultureInfo.InvariantCulture)))}";
}
