using ILGPU;

namespace Engine.Kernels;

/// <summary>Multiply-adds on registers and nothing else, to measure what a device can do at best.</summary>
public static class MultiplyAdds
{
    /// <summary>Independent sums of a lane: enough to hide the latency of the operation.</summary>
    public const int Chains = 16;

    /// <summary>
    /// Makes turns · <see cref="Chains"/> multiply-adds, c ← c·factor + 1 on each of the chains from c = its number on, and
    /// writes the sum of the chains to result[lane]. One lane an element.
    /// </summary>
    public static void Run(Index1D lane, int turns, float factor, ArrayView<float> result)
    {
        ArrayView<float> chains = LocalMemory.Allocate<float>(Chains);
        for (int i = 0; i < Chains; i++)
        {
            chains[i] = i + lane;
        }

        for (int turn = 0; turn < turns; turn++)
        {
            for (int i = 0; i < Chains; i++)
            {
                chains[i] = (chains[i] * factor) + 1;
            }
        }

        float sum = 0;
        for (int i = 0; i < Chains; i++)
        {
            sum += chains[i];
        }

        result[lane] = sum;
    }
}
