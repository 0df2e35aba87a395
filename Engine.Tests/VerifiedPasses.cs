using System.Runtime.CompilerServices;

namespace Engine.Tests;

/// <summary>Has the kernel compiler check its IR after every pass in all tests, those of the built program included.</summary>
internal static class VerifiedPasses
{
    [ModuleInitializer]
    internal static void TurnOn() => Environment.SetEnvironmentVariable("ENGINE_VERIFY", "1");
}
