using Engine.Ilgpu.Devices;
using static Engine.Tests.Ilgpu.Differential.ScalarType;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Makes a whole random kernel from a seed: one whose items go their own ways, or one with barriers.</summary>
internal static class ProgramGenerator
{
    private static readonly int[] ItemCounts = [1, 2, 7, 16, 31, 32, 33, 64, 100, 257];
    private static readonly int[] GroupSizes = [1, 7, 32, 33, 64, 256];

    public static KernelProgram Make(long seed)
    {
        var random = new Random(unchecked((int)(seed ^ (seed >> 32)) * 48271));
        return random.Next(3) == 0 ? BarrierProgramGenerator.Make(seed, random) : Independent(seed, random);
    }

    private static KernelProgram Independent(long seed, Random random)
    {
        bool assertions = random.Next(4) == 0;
        var launch = RandomLaunch(random);
        int items = launch.ExtentX * launch.ExtentY;
        var scope = new GeneratorScope();
        var members = new MemberGenerator(random, scope, assertions).Make();
        var parameters = new List<object>();
        AddInputs(random, scope, parameters);
        AddScalars(random, scope, parameters);
        var outputs = AddOutputs(random, scope, parameters, items);
        Shuffle(random, parameters);
        scope.Variables.Add(new ScopeVariable("i", Int, false));

        var expressions = new ExpressionGenerator(random, scope, assertions);
        var statements = new StatementGenerator(random, scope, expressions, mayReturn: true);
        var body = statements.Statements(random.Next(1, 6), random.Next(1, 4));
        foreach (var output in outputs)
            body.Add(Node.Statement($"{output.Text} = $0;", expressions.Make(output.Type, 3)));
        return new KernelProgram
        {
            Seed = seed,
            Launch = launch,
            Parameters = parameters,
            Members = members,
            Body = Node.Block(body),
            HasReference = true,
            Assertions = assertions,
            WarpSize = ProgramGenerator.RandomWarpSize(random),
        };
    }

    public static int RandomWarpSize(Random random) => 4 << random.Next(4);

    private static ProgramLaunch RandomLaunch(Random random)
    {
        int groupSize = GroupSizes[random.Next(GroupSizes.Length)];
        switch (random.Next(4))
        {
            case 0:
                int groups = random.Next(1, 4);
                return new ProgramLaunch(0, groups * groupSize, 1, new LaunchGeometry(groups, 1, 1, groupSize, 1, 1, 0));
            case 1:
                int width = random.Next(1, 12);
                int height = random.Next(1, 8);
                int rows = random.Next(1, 4);
                return new ProgramLaunch(2, width, height, new LaunchGeometry((width + 7) / 8, (height + rows - 1) / rows, 1, 8, rows, 1, 0));
            default:
                int items = ItemCounts[random.Next(ItemCounts.Length)];
                return new ProgramLaunch(1, items, 1, new LaunchGeometry((items + groupSize - 1) / groupSize, 1, 1, groupSize, 1, 1, 0));
        }
    }

    /// <summary>Buffers that items only read, anywhere.</summary>
    public static void AddInputs(Random random, GeneratorScope scope, List<object> parameters)
    {
        int count = random.Next(0, 4);
        for (int i = 0; i < count; i++)
        {
            var buffer = RandomBuffer(random, "input" + i, random.Next(1, 40));
            parameters.Add(buffer);
            scope.Arrays.Add(new ScopeArray(buffer.Name, buffer.Type, buffer.Length, false));
        }
    }

    /// <summary>Numbers and structs passed by value: the same for all items.</summary>
    public static void AddScalars(Random random, GeneratorScope scope, List<object> parameters)
    {
        int count = random.Next(0, 4);
        for (int i = 0; i < count; i++)
        {
            string name = "a" + i;
            // Kernel parameters must be blittable, which bool is not.
            var structs = scope.Structs.Where(type => type.Leaves.All(leaf => leaf.Type != Bool)).ToArray();
            if (structs.Length > 0 && random.Next(4) == 0)
            {
                var type = structs[random.Next(structs.Length)];
                parameters.Add(new ProgramScalar(
                    name, type.Name, [.. type.Leaves.Select(leaf => (leaf.Path, leaf.Type, leaf.Type.RandomBits(random)))]));
                scope.AddStructVariable(name, type);
                continue;
            }
            var scalar = ScalarTypes.Numeric[random.Next(ScalarTypes.Numeric.Length)];
            parameters.Add(new ProgramScalar(name, scalar.Keyword(), [("", scalar, scalar.RandomBits(random))], random.Next(4) == 0));
            scope.Variables.Add(new ScopeVariable(name, scalar, false, Uniform: true));
        }
    }

    /// <summary>Buffers of which each item owns the element with its index in the launch.</summary>
    public static List<ScopeVariable> AddOutputs(Random random, GeneratorScope scope, List<object> parameters, int items)
    {
        var outputs = new List<ScopeVariable>();
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            var buffer = RandomBuffer(random, "output" + i, items);
            parameters.Add(buffer);
            var output = new ScopeVariable(buffer.Name + "[i]", buffer.Type, true);
            outputs.Add(output);
            scope.Variables.Add(output);
        }
        return outputs;
    }

    public static ProgramBuffer RandomBuffer(Random random, string name, int length, ScalarType? wanted = null)
    {
        var type = wanted ?? ScalarTypes.Numeric[random.Next(ScalarTypes.Numeric.Length)];
        byte[] data = new byte[length * type.Size()];
        for (int i = 0; i < length; i++)
            BitConverter.GetBytes(type.RandomBits(random)).AsSpan(0, type.Size()).CopyTo(data.AsSpan(i * type.Size()));
        return new ProgramBuffer(name, type, data);
    }

    public static void Shuffle(Random random, List<object> parameters)
    {
        object[] array = [.. parameters];
        random.Shuffle(array);
        parameters.Clear();
        parameters.AddRange(array);
    }
}
