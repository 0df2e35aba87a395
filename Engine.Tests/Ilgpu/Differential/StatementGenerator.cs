using static Engine.Tests.Ilgpu.Differential.ScalarType;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Makes random statements of one work item: nothing here concerns other items.</summary>
internal sealed class StatementGenerator(Random random, GeneratorScope scope, ExpressionGenerator expressions, bool mayReturn)
{
    private int _loops;

    private int ExpressionDepth => random.Next(1, 4);

    public List<Node> Statements(int count, int depth)
    {
        var statements = new List<Node>();
        for (int i = 0; i < count; i++)
            statements.Add(Statement(depth));
        return statements;
    }

    public Node Block(int depth) => scope.Nested(() => Node.Block(Statements(random.Next(1, 3), depth)));

    public Node Statement(int depth)
    {
        int choice = random.Next(depth > 0 ? 33 : 16);
        switch (choice)
        {
            case < 4:
                return Declaration();
            case < 9:
                return Assignment();
            case 9:
                return ArrayStore() ?? Assignment();
            case 10:
                return Procedure() ?? Assignment();
            case 11:
                return Reference() ?? Declaration();
            case 12:
                return StructCopy() ?? Declaration();
            case 13:
                return Swap() ?? Assignment();
            case 14:
                return Jump();
            case 15:
                return LocalArray();
            case < 21:
                return If(depth - 1);
            case < 24:
                return For(depth - 1);
            case 24:
                return While(depth - 1);
            case 25:
                return DoWhile(depth - 1);
            case < 28:
                return Switch(depth - 1);
            case < 30:
                return Block(depth - 1);
            default:
                return new DivergenceGenerator(random, scope, expressions, this, mayReturn).Statement(depth - 1);
        }
    }

    public Node Declaration()
    {
        var type = ScalarTypes.All[random.Next(ScalarTypes.All.Length)];
        var value = expressions.Make(type, ExpressionDepth);
        string name = scope.NewName("v");
        scope.Variables.Add(new ScopeVariable(name, type, true));
        return Node.Statement($"{type.Keyword()} {name} = $0;", value);
    }

    public Node Assignment()
    {
        var targets = scope.Assignable.ToArray();
        if (targets.Length == 0)
            return Declaration();
        return Assign(targets[random.Next(targets.Length)]);
    }

    public Node Assign(ScopeVariable target)
    {
        string[] operators = target.Type switch
        {
            Bool => ["=", "&=", "|=", "^="],
            Float or ScalarType.Double => ["=", "+=", "-=", "*="],
            _ => ["=", "+=", "-=", "*=", "&=", "|=", "^="],
        };
        return Node.Statement(
            $"{target.Text} {operators[random.Next(operators.Length)]} $0;", expressions.Make(target.Type, ExpressionDepth));
    }

    /// <summary>A local array: allocated, then filled, since its contents are not defined.</summary>
    public Node LocalArray()
    {
        var type = ScalarTypes.Numeric[random.Next(ScalarTypes.Numeric.Length)];
        int length = random.Next(1, 9);
        string name = scope.NewName("local");
        string counter = scope.NewName("k");
        string keyword = type.Keyword();
        string allocate = random.Next(3) switch
        {
            0 => $"LocalMemory.Allocate<{keyword}>({length})",
            1 => $"LocalMemory.Allocate1D<{keyword}>(new Index1D({length}))",
            _ => $"new {keyword}[{length}]",
        };
        string fill = $"for (int {counter} = 0; {counter} < {length}; {counter}++) {name}[{counter}] = $0;";
        var value = expressions.Make(type, 1);
        scope.Arrays.Add(new ScopeArray(name, type, length, true));
        return Node.Statement($"var {name} = {allocate}; {fill}", $"var {name} = new {keyword}[{length}]; {fill}", value);
    }

    private Node? ArrayStore()
    {
        var arrays = scope.Arrays.Where(array => array.Assignable).ToArray();
        if (arrays.Length == 0)
            return null;
        var array = arrays[random.Next(arrays.Length)];
        string sign = random.Next(2) == 0 ? "=" : "+=";
        return Node.Statement(
            $"{array.Name}[$0] {sign} $1;", expressions.Index(array.Length, 1), expressions.Make(array.Type, ExpressionDepth));
    }

    private Node? Procedure()
    {
        if (scope.Procedures.Count == 0)
            return null;
        var procedure = scope.Procedures[random.Next(scope.Procedures.Count)];
        return Node.Statement(procedure.Text, [.. procedure.Arguments.Select(argument => expressions.Make(argument, 2))]);
    }

    /// <summary>A ref local to a variable, or to one of two.</summary>
    private Node? Reference()
    {
        var targets = scope.Assignable.Where(variable => variable.MayBeReferenced).ToArray();
        if (targets.Length == 0)
            return null;
        var target = targets[random.Next(targets.Length)];
        var others = targets.Where(other => other.Type == target.Type).ToArray();
        var other = others[random.Next(others.Length)];
        string name = scope.NewName("r");
        string keyword = target.Type.Keyword();
        var node = other == target
            ? Node.Statement($"ref {keyword} {name} = ref {target.Text};")
            : Node.Statement($"ref {keyword} {name} = ref Lib.Pick($0, ref {target.Text}, ref {other.Text});", expressions.Make(Bool, 2));
        scope.Variables.Add(new ScopeVariable(name, target.Type, true));
        return node;
    }

    private Node? StructCopy()
    {
        if (scope.Structs.Count == 0)
            return null;
        var type = scope.Structs[random.Next(scope.Structs.Count)];
        var sources = scope.StructVariables.Where(variable => variable.Type == type).ToArray();
        if (sources.Length > 1 && random.Next(2) == 0)
        {
            string target = sources[random.Next(sources.Length)].Name;
            return Node.Statement($"{target} = {sources[random.Next(sources.Length)].Name};");
        }
        string name = scope.NewName("s");
        string value = sources.Length > 0 ? sources[random.Next(sources.Length)].Name : $"new {type.Name}()";
        scope.AddStructVariable(name, type);
        return Node.Statement($"{type.Name} {name} = {value};");
    }

    private Node? Swap()
    {
        var groups = scope.Assignable.Where(variable => variable.MayBeReferenced)
            .GroupBy(variable => variable.Type).Where(group => group.Count() > 1).ToArray();
        if (groups.Length == 0)
            return null;
        var group = groups[random.Next(groups.Length)].ToArray();
        string left = group[random.Next(group.Length)].Text;
        string right = group[random.Next(group.Length)].Text;
        return Node.Statement(random.Next(2) == 0
            ? $"Lib.Swap(ref {left}, ref {right});"
            : $"({left}, {right}) = ({right}, {left});");
    }

    private Node Jump()
    {
        if (_loops > 0)
            return Node.Statement(random.Next(2) == 0 ? "if ($0) break;" : "if ($0) continue;", expressions.Make(Bool, 2));
        return mayReturn && random.Next(3) == 0 ? Node.Statement("if ($0) return;", expressions.Make(Bool, 2)) : Assignment();
    }

    private Node If(int depth)
    {
        var condition = expressions.Make(Bool, ExpressionDepth);
        return random.Next(2) == 0
            ? Node.Statement("if ($0) $1", condition, Block(depth))
            : Node.Statement("if ($0) $1 else $2", condition, Block(depth), Block(depth));
    }

    private Node For(int depth)
    {
        string name = scope.NewName("k");
        string bound = random.Next(3) == 0 ? "($0 & 3)" : random.Next(1, 6).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var limit = expressions.Make(Int, 1);
        return Looped(() =>
        {
            scope.Variables.Add(new ScopeVariable(name, Int, false));
            return random.Next(4) == 0
                ? Node.Statement($"for (int {name} = {bound}; {name} > 0; {name} -= 2) $1", limit, Block(depth))
                : Node.Statement($"for (int {name} = 0; {name} < {bound}; {name}++) $1", limit, Block(depth));
        });
    }

    private Node While(int depth)
    {
        string name = scope.NewName("w");
        return Looped(() => Node.Statement(
            $"{{ int {name} = {random.Next(1, 6)}; while ({name}-- > 0 && $0) $1 }}", expressions.Make(Bool, 2), Block(depth)));
    }

    private Node DoWhile(int depth)
    {
        string name = scope.NewName("w");
        return Looped(() => Node.Statement(
            $"{{ int {name} = {random.Next(1, 4)}; do $0 while (--{name} > 0 && $1); }}", Block(depth), expressions.Make(Bool, 2)));
    }

    public Node Looped(Func<Node> make)
    {
        _loops++;
        var loop = scope.Nested(make);
        _loops--;
        return loop;
    }

    private Node Switch(int depth) => random.Next(2) == 0
        ? Node.Statement(
            "switch ($0 & 3) { case 0: $1 break; case 1: case 2: $2 break; default: $3 break; }",
            expressions.Make(Int, 2), Block(depth), Block(depth), Block(depth))
        : Node.Statement(
            "switch ($0 % 5) { case 0: $1 break; case 1: $2 break; case 2: $3 break; case 4: $4 break; }",
            expressions.Make(Int, 2), Block(depth), Block(depth), Block(depth), Block(depth));
}
