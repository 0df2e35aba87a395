using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Passes.Simplification;

/// <summary>
/// When an i32 sum that indexes memory may be computed in 64 bits instead. The two differ only if the sum leaves the i32
/// range. If one summand is not negative, it can do so only upwards, and the wrapped index is then negative: an access
/// that no view allows, which asserts (they compare the index itself, not the address) have caught where they are on.
/// So the choice does not matter to any kernel that stays inside its views.
/// </summary>
internal static class IndexWraps
{
    public static bool Matters(Value a, Value b) => !KnownBits.IsNonNegative(a) && !KnownBits.IsNonNegative(b);
}
