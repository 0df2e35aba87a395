namespace Engine;

/// <summary>Draws the order of the samples for each epoch of a model, over all its trainings.</summary>
internal sealed class EpochOrders(ulong seed)
{
    /// <summary>Orders that were drawn: the number of the next.</summary>
    public int Drawn { get; set; }

    public int[] Draw(int count) => RandomStreams.EpochOrder(count, seed, Drawn++);
}
