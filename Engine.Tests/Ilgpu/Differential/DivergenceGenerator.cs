using System.Globalization;
using static Engine.Tests.Ilgpu.Differential.ScalarType;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Makes control flow by which neighbouring items go different ways, in the forms that kernels have it.</summary>
internal sealed class DivergenceGenerator(
    Random random, GeneratorScope scope, ExpressionGenerator expressions, StatementGenerator statements, bool mayReturn)
{
    public Node Statement(int depth) => random.Next(9) switch
    {
        0 => Guard(depth),
        1 => Strided(depth),
        2 => OwnRounds(depth),
        3 => LoopWithJumps(depth),
        4 => Nest(depth),
        5 => SwitchInLoop(depth),
        6 => TwoLevels(depth),
        7 => Search(depth),
        _ => EarlyReturn(depth),
    };

    private string Number(int low, int high) => random.Next(low, high).ToString(CultureInfo.InvariantCulture);

    private Node Condition() => expressions.Make(Bool, 2);

    /// <summary>An item's index, if there is one, or something random.</summary>
    private string Place() => scope.Variables.Exists(variable => variable.Text == "i") ? "i" : "($0)";

    /// <summary>The bound of an index.</summary>
    private Node Guard(int depth)
    {
        string comparison = random.Next(3) switch { 0 => ">=", 1 => ">", _ => "<" };
        string otherwise = random.Next(3) == 0 ? " else $2" : "";
        return Node.Statement(
            $"if ({Place()} {comparison} {Number(0, 60)}) $1{otherwise}", expressions.Make(Int, 1), statements.Block(depth),
            otherwise.Length > 0 ? statements.Block(depth) : Node.Block([]));
    }

    /// <summary>Items take turns at the elements of something.</summary>
    private Node Strided(int depth)
    {
        string counter = scope.NewName("k");
        var start = expressions.Make(Int, 1);
        return statements.Looped(() =>
        {
            scope.Variables.Add(new ScopeVariable(counter, Int, false));
            return Node.Statement(
                $"for (int {counter} = {Place()} & 31; {counter} < {Number(1, 50)}; {counter} += {Number(8, 40)}) $1",
                start, statements.Block(depth));
        });
    }

    /// <summary>Every item has its own number of rounds.</summary>
    private Node OwnRounds(int depth)
    {
        string counter = scope.NewName("k");
        string sum = scope.NewName("v");
        var node = statements.Looped(() =>
        {
            scope.Variables.Add(new ScopeVariable(counter, Int, false));
            scope.Variables.Add(new ScopeVariable(sum, Int, true));
            return Node.Statement(
                $"int {sum} = 0; for (int {counter} = 0; {counter} < ($0 & 7); {counter}++) {{ {sum} += $1; $2 }}",
                expressions.Make(Int, 1), expressions.Make(Int, 2), statements.Block(depth));
        });
        scope.Variables.Add(new ScopeVariable(sum, Int, true));
        return node;
    }

    private Node LoopWithJumps(int depth)
    {
        string counter = scope.NewName("k");
        return statements.Looped(() =>
        {
            scope.Variables.Add(new ScopeVariable(counter, Int, false));
            return Node.Statement(
                $"for (int {counter} = 0; {counter} < {Number(2, 6)}; {counter}++) {{ if ($0) continue; $1 if ($2) break; $3 }}",
                Condition(), statements.Block(depth), Condition(), statements.Block(depth));
        });
    }

    private Node Nest(int depth) => Node.Statement(
        "if ($0) { if ($1) $2 else if ($3) $4 } else { $5 if ($6) $7 }",
        Condition(), Condition(), statements.Block(depth), Condition(), statements.Block(depth),
        statements.Assignment(), Condition(), statements.Block(depth));

    private Node SwitchInLoop(int depth)
    {
        string counter = scope.NewName("w");
        return statements.Looped(() => Node.Statement(
            $"{{ int {counter} = {Number(1, 6)}; while ({counter}-- > 0) {{ switch ($0 & 3) {{ case 0: continue; case 1: $1 break; case 2: $2 goto case 1; }} $3 }} }}",
            expressions.Make(Int, 2), statements.Block(depth), statements.Block(depth), statements.Assignment()));
    }

    /// <summary>A jump out of two loops.</summary>
    private Node TwoLevels(int depth)
    {
        string outer = scope.NewName("k");
        string inner = scope.NewName("k");
        string end = scope.NewName("end");
        return statements.Looped(() =>
        {
            scope.Variables.Add(new ScopeVariable(outer, Int, false));
            var after = statements.Block(0);
            return statements.Looped(() =>
            {
                scope.Variables.Add(new ScopeVariable(inner, Int, false));
                return Node.Statement(
                    $"{{ for (int {outer} = 0; {outer} < {Number(1, 4)}; {outer}++) {{ for (int {inner} = 0; {inner} < ($0 & 3); {inner}++) "
                    + $"{{ if ($1) goto {end}; $2 if ($3) break; }} $4 }} {end}: ; }}",
                    expressions.Make(Int, 1), Condition(), statements.Block(depth), Condition(), after);
            });
        });
    }

    /// <summary>What was found in the loop is used after it.</summary>
    private Node Search(int depth)
    {
        string place = scope.NewName("v");
        var loop = statements.Looped(() =>
        {
            scope.Variables.Add(new ScopeVariable(place, Int, false));
            return Node.Statement(
                $"int {place} = 0; while ({place} < {Number(1, 8)} && !$0) {{ {place}++; $1 }}", Condition(), statements.Block(depth - 1));
        });
        scope.Variables.Add(new ScopeVariable(place, Int, true));
        return loop;
    }

    private Node EarlyReturn(int depth) => mayReturn
        ? Node.Statement("if ($0) { $1 return; }", Condition(), statements.Block(depth - 1))
        : Nest(depth);
}
