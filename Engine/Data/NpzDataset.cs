namespace Engine.Data;

/// <summary>Reads data sets in NumPy's .npz format: a ZIP archive of x_train, y_train, x_test and y_test.</summary>
internal static class NpzDataset
{
    private const int MaxClasses = 256;

    /// <summary>A published data set as one .npz file.</summary>
    public static DatasetForm Form(string file) => new([file], (directory, published) =>
    {
        string path = Path.Combine(directory, file);
        var data = Read(path, published.Name, published.ClassNames);
        return data.Train.InputShape.SequenceEqual(published.InputShape)
            ? data
            : throw new DataFormatException(path, 0, $"the samples have shape {Shapes.Format(data.Train.InputShape)}, but {published.Name} has {Shapes.Format(published.InputShape)}.");
    });

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What to call the data.</param>
    /// <param name="classNames">The names of the classes, or null.</param>
    /// <exception cref="DataFormatException">The file is malformed, or its arrays make no data set.</exception>
    /// <exception cref="EngineException">The file is missing or cannot be read.</exception>
    public static (Dataset Train, Dataset Test) Read(string path, string name, IReadOnlyList<string>? classNames = null)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            return Read(stream, path, name, classNames);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    /// <summary>Reads an archive from a stream that can seek.</summary>
    public static (Dataset Train, Dataset Test) Read(Stream stream, string path, string name, IReadOnlyList<string>? classNames = null)
    {
        var archive = new ZipContents(stream, path);
        NpyArray trainX = Array("x_train");
        NpyArray trainY = Array("y_train");
        NpyArray testX = Array("x_test");
        NpyArray testY = Array("y_test");
        if (!trainX.Shape.Skip(1).SequenceEqual(testX.Shape.Skip(1)) || trainX.IsBytes != testX.IsBytes)
        {
            throw Bad($"x_train {Shapes.Format(trainX.Shape)} and x_test {Shapes.Format(testX.Shape)} hold samples of different shapes or types.");
        }

        bool classes = HasClasses(trainY);
        if (classes != HasClasses(testY) || (!classes && Width(trainY) != Width(testY)))
        {
            throw Bad("y_train and y_test hold targets of different kinds.");
        }

        int classCount = !classes ? 0 : classNames?.Count ?? 1 + Math.Max(Labels("y_train", trainY).Max(), Labels("y_test", testY).Max());
        return (Join("train", trainX, trainY), Join("test", testX, testY));

        NpyArray Array(string key)
        {
            string entry = key + ".npy";
            if (!archive.Names.Contains(entry))
            {
                string there = string.Join(", ", archive.Names.Order(StringComparer.Ordinal).Take(8));
                throw Bad($"expected the arrays x_train, y_train, x_test and y_test; there is no {key} (there are: {(there.Length == 0 ? "none" : there)}).");
            }

            NpyArray array = NpyArray.Parse(archive.Read(entry), $"{path}:{entry}", 0);
            return array.Count > 0 ? array : throw Bad($"{key} is empty.");
        }

        Dataset Join(string part, NpyArray x, NpyArray y)
        {
            if (x.Shape.Count < 2 || y.Shape.Count is < 1 or > 2 || x.Shape[0] != y.Shape[0])
            {
                throw Bad($"x_{part} {Shapes.Format(x.Shape)} and y_{part} {Shapes.Format(y.Shape)} do not belong together: one sample and one target a row were expected.");
            }

            int[] shape = [.. x.Shape.Skip(1)];
            try
            {
                return (classes, x.IsBytes) switch
                {
                    (true, true) => new Dataset(name, shape, classCount, x.Bytes, Labels("y_" + part, y), classNames),
                    (true, false) => new Dataset(name, shape, classCount, x.ToFloats(), Labels("y_" + part, y), classNames),
                    (false, true) => Dataset.WithTargets(name, shape, Width(y), x.Bytes, y.ToFloats()),
                    (false, false) => Dataset.WithTargets(name, shape, Width(y), x.ToFloats(), y.ToFloats()),
                };
            }
            catch (EngineException error) when (error is not DataFormatException)
            {
                throw new DataFormatException(path, 0, error.Message, error);
            }
        }

        byte[] Labels(string key, NpyArray y)
        {
            var labels = new byte[y.Count];
            for (int i = 0; i < labels.Length; i++)
            {
                Int128 label = y.Integer(i);
                int classesPossible = classNames?.Count ?? MaxClasses;
                labels[i] = label >= 0 && label < classesPossible
                    ? (byte)label
                    : throw Bad($"label {i} of {key} is {label}; labels from 0 to {classesPossible - 1} are read.");
            }

            return labels;
        }

        DataFormatException Bad(string reason) => new(path, 0, reason);
    }

    // Integers, one a sample, are classes; floats, or several integers a sample, are targets: one-hot labels or a regression.
    private static bool HasClasses(NpyArray y) => !y.IsFloating && Width(y) == 1;

    private static int Width(NpyArray y) => y.Shape is [_, var width] ? width : 1;
}
