using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Backends;

/// <summary>
/// Turns the parallel assignment of block parameters on an edge into a sequence. A move may run once no other
/// pending move reads its target; where moves wait for each other in a circle, one source is evaluated into a
/// temporary first. A source may be a whole expression: what counts is which targets it reads.
/// </summary>
internal static class PhiCopies
{
    internal enum StepKind
    {
        /// <summary>Evaluate the source and write the target.</summary>
        Copy,
        /// <summary>Evaluate the source into the move's temporary.</summary>
        Save,
        /// <summary>Write the target from the move's temporary.</summary>
        Restore,
    }

    internal readonly record struct Step(StepKind Kind, int Move);

    /// <summary>Orders moves of plain values. Moves of a parameter onto itself are left out.</summary>
    public static List<Step> Order(IReadOnlyList<BlockParameter> targets, IReadOnlyList<Value> sources)
    {
        var moveOf = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i] != sources[i])
                moveOf.Add(targets[i], i);
        }
        var reads = new List<int>?[targets.Count];
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i] != sources[i])
                reads[i] = moveOf.TryGetValue(sources[i], out int read) ? [read] : [];
        }
        return Order(reads);
    }

    /// <summary>
    /// Orders moves; <paramref name="reads"/>[i] lists, each once, the moves whose targets the source of move i
    /// reads (itself may be among them). A null entry is no move.
    /// </summary>
    public static List<Step> Order(IReadOnlyList<List<int>?> reads)
    {
        var steps = new List<Step>(reads.Count);
        var readers = new int[reads.Count];
        var saved = new bool[reads.Count];
        var done = new bool[reads.Count];
        int pending = 0;
        for (int i = 0; i < reads.Count; i++)
        {
            done[i] = reads[i] is null;
            if (reads[i] is { } list)
            {
                pending++;
                Count(i, list, 1);
            }
        }

        while (pending > 0)
        {
            bool progress = false;
            for (int i = 0; i < reads.Count; i++)
            {
                if (done[i] || readers[i] > 0)
                    continue;
                steps.Add(new Step(saved[i] ? StepKind.Restore : StepKind.Copy, i));
                if (!saved[i])
                    Count(i, reads[i]!, -1);
                done[i] = progress = true;
                pending--;
            }
            if (!progress)
                Break();
        }
        return steps;

        void Count(int move, List<int> list, int change)
        {
            foreach (int target in list)
            {
                if (target != move)
                    readers[target] += change;
            }
        }

        // Every pending move is read by another one, so an unsaved one exists.
        void Break()
        {
            int move = 0;
            while (done[move] || saved[move])
                move++;
            steps.Add(new Step(StepKind.Save, move));
            saved[move] = true;
            Count(move, reads[move]!, -1);
        }
    }
}
