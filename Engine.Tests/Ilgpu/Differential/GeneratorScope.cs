namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Something that can be read and perhaps assigned: a variable, a field, an element that the item owns.</summary>
internal sealed record ScopeVariable(string Text, ScalarType Type, bool Assignable, bool Uniform = false, bool MayBeReferenced = true);

/// <summary>An array that may be read anywhere; <see cref="Assignable"/> if it is the item's own.</summary>
internal sealed record ScopeArray(string Name, ScalarType Type, int Length, bool Assignable)
{
    /// <summary>Added to the index.</summary>
    public string Base { get; init; } = "";
}

/// <summary>A call that gives a value; in the text, $0 and on are the arguments.</summary>
internal sealed record ScopeFunction(ScalarType Type, string Text, ScalarType[] Arguments);

/// <summary>A call that gives none.</summary>
internal sealed record ScopeProcedure(string Text, ScalarType[] Arguments);

/// <summary>A struct of this kernel.</summary>
internal sealed record ScopeStruct(string Name, IReadOnlyList<(string Path, ScalarType Type)> Leaves)
{
    /// <summary>Texts of methods after the variable's name.</summary>
    public List<ScopeFunction> Methods { get; } = [];
    public List<ScopeProcedure> Mutators { get; } = [];
}

/// <summary>What the text of a kernel may refer to at some place in it.</summary>
internal sealed class GeneratorScope
{
    private int _names;

    public List<ScopeVariable> Variables { get; } = [];
    public List<ScopeArray> Arrays { get; } = [];
    public List<ScopeFunction> Functions { get; } = [];
    public List<ScopeProcedure> Procedures { get; } = [];
    public List<ScopeStruct> Structs { get; } = [];
    public List<(string Name, ScopeStruct Type)> StructVariables { get; } = [];

    /// <summary>Only what is the same for the whole group may be used.</summary>
    public bool UniformOnly { get; set; }

    public string NewName(string prefix) => prefix + _names++;

    public IEnumerable<ScopeVariable> Readable(ScalarType type) =>
        Variables.Where(variable => variable.Type == type && (variable.Uniform || !UniformOnly));

    public IEnumerable<ScopeVariable> Assignable => Variables.Where(variable => variable.Assignable);

    /// <summary>Runs the action, then forgets what it declared.</summary>
    public T Nested<T>(Func<T> action)
    {
        int variables = Variables.Count;
        int arrays = Arrays.Count;
        int functions = Functions.Count;
        int procedures = Procedures.Count;
        int structs = StructVariables.Count;
        var result = action();
        Cut(Variables, variables);
        Cut(Arrays, arrays);
        Cut(Functions, functions);
        Cut(Procedures, procedures);
        Cut(StructVariables, structs);
        return result;

        static void Cut<TItem>(List<TItem> list, int count) => list.RemoveRange(count, list.Count - count);
    }

    /// <summary>Makes a struct variable's fields and methods known.</summary>
    public void AddStructVariable(string name, ScopeStruct type, bool assignable = true)
    {
        foreach (var (path, leaf) in type.Leaves)
            Variables.Add(new ScopeVariable(name + path, leaf, assignable, MayBeReferenced: assignable));
        foreach (var method in type.Methods)
            Functions.Add(method with { Text = method.Text.Replace("@", name, StringComparison.Ordinal) });
        if (!assignable)
            return;
        StructVariables.Add((name, type));
        foreach (var mutator in type.Mutators)
            Procedures.Add(mutator with { Text = mutator.Text.Replace("@", name, StringComparison.Ordinal) });
    }
}
