using static Engine.Tests.Ilgpu.Differential.ScalarType;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Makes what a random kernel declares besides itself: structs with methods, and functions.</summary>
internal sealed class MemberGenerator(Random random, GeneratorScope scope, bool assertions)
{
    public List<Node> Make()
    {
        var members = new List<Node>();
        int structs = Math.Max(0, random.Next(-1, 3));
        for (int i = 0; i < structs; i++)
            members.Add(Struct("S" + i));
        int functions = Math.Max(0, random.Next(-1, 3));
        for (int i = 0; i < functions; i++)
            members.Add(Function("F" + i));
        return members;
    }

    private Node Struct(string name)
    {
        var leaves = new List<(string Path, ScalarType Type)>();
        string fields = "";
        int count = random.Next(1, 5);
        for (int i = 0; i < count; i++)
        {
            string field = "A" + i;
            switch (random.Next(5))
            {
                case 0 when scope.Structs.Count > 0:
                    var inner = scope.Structs[random.Next(scope.Structs.Count)];
                    fields += $"public {inner.Name} {field}; ";
                    leaves.AddRange(inner.Leaves.Select(leaf => ($".{field}{leaf.Path}", leaf.Type)));
                    break;
                case 1:
                    var (first, second) = (RandomType(), RandomType());
                    fields += $"public Pair<{first.Keyword()}, {second.Keyword()}> {field}; ";
                    leaves.Add(($".{field}.First", first));
                    leaves.Add(($".{field}.Second", second));
                    break;
                default:
                    var type = RandomType();
                    fields += $"public {type.Keyword()} {field}; ";
                    leaves.Add(($".{field}", type));
                    break;
            }
        }
        var declared = new ScopeStruct(name, leaves);
        var inside = new GeneratorScope();
        inside.Variables.AddRange(leaves.Select(leaf => new ScopeVariable(leaf.Path[1..], leaf.Type, true, MayBeReferenced: false)));

        var result = RandomType();
        var argument = RandomType();
        inside.Variables.Add(new ScopeVariable("x", argument, true));
        var get = new ExpressionGenerator(random, inside, assertions) { Effects = false }.Make(result, 3);
        var expressions = new ExpressionGenerator(random, inside, assertions);
        var update = Node.Block(new StatementGenerator(random, inside, expressions, true).Statements(random.Next(1, 3), 1));
        declared.Methods.Add(new ScopeFunction(result, "@.Get($0)", [argument]));
        declared.Mutators.Add(new ScopeProcedure("@.Update($0);", [argument]));
        declared.Mutators.Add(new ScopeProcedure($"{name}.Touch(ref @, @, $0);", [argument]));
        scope.Structs.Add(declared);
        var (changed, changedType) = leaves[random.Next(leaves.Count)];
        string touched = changedType == Bool ? $"target{changed} = !source{changed}" : $"target{changed} += source{changed}";
        return Node.Statement(
            $"public struct {name} {{ {fields}"
            + $"public {result.Keyword()} Get({argument.Keyword()} x) {{ unchecked {{ return $0; }} }} "
            + $"public void Update({argument.Keyword()} x) {{ unchecked $1 }} "
            + $"public static void Touch(ref {name} target, {name} source, {argument.Keyword()} x) {{ source.Update(x); {touched}; }} }}",
            get, update);
    }

    private Node Function(string name)
    {
        var result = RandomType();
        ScalarType[] parameters = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomType())];
        var inside = new GeneratorScope();
        for (int i = 0; i < parameters.Length; i++)
            inside.Variables.Add(new ScopeVariable("p" + i, parameters[i], true));
        inside.Functions.AddRange(scope.Functions);
        inside.Structs.AddRange(scope.Structs);
        var expressions = new ExpressionGenerator(random, inside, assertions);
        var statements = new StatementGenerator(random, inside, expressions, false);
        var body = statements.Statements(random.Next(0, 3), 1);
        // A return out of a loop or branch.
        if (random.Next(2) == 0)
            body.Add(Node.Statement("if ($0) return $1;", expressions.Make(Bool, 2), expressions.Make(result, 2)));
        body.AddRange(statements.Statements(random.Next(0, 2), 1));
        body.Add(Node.Statement("return $0;", expressions.Make(result, 3)));
        scope.Functions.Add(new ScopeFunction(
            result, $"{name}({string.Join(", ", parameters.Select((_, i) => "$" + i))})", parameters));
        string list = string.Join(", ", parameters.Select((type, i) => $"{type.Keyword()} p{i}"));
        return Node.Statement($"private static {result.Keyword()} {name}({list}) {{ unchecked $0 }}", Node.Block(body));
    }

    private ScalarType RandomType() => ScalarTypes.All[random.Next(ScalarTypes.All.Length)];
}
