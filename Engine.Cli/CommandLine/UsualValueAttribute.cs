namespace Engine.Cli.CommandLine;

/// <summary>What an option means that stands alone, without its value.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UsualValueAttribute(string value) : Attribute
{
    public string Value { get; } = value;
}
