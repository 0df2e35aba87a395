using Engine.Cli.CommandLine;

namespace Engine.Cli.Display;

/// <summary>Says whether a run came out the same again.</summary>
internal sealed class VerifyDisplay(ComputeOptions options, string run)
{
    public void Verified(string expected, string actual, IReadOnlyCollection<string> differences)
    {
        bool same = expected == actual;
        string[] distinct = [.. differences.Distinct(StringComparer.Ordinal)];
        if (options.Json)
        {
            JsonLine.Write("verified", json =>
            {
                json.WriteString("run", run);
                json.WriteBoolean("same", same);
                json.WriteString("expected", expected);
                json.WriteString("actual", actual);
                json.WriteStartArray("differences");
                foreach (string difference in distinct)
                {
                    json.WriteStringValue(difference);
                }

                json.WriteEndArray();
            });
        }
        else if (same && !options.Quiet)
        {
            Console.WriteLine($"Verified: the same weights, SHA-256 {actual}");
        }

        if (!same)
        {
            string why = distinct.Length > 0 ? $"what differs from then: {string.Join("; ", distinct)}" : "device, driver and version are those of then";
            Console.Error.WriteLine($"engine-cli: the weights are not the same: SHA-256 {actual}, not {expected}; {why}.");
        }
    }
}
