namespace Engine;

/// <summary>The data sets that the engine knows by name.</summary>
public static class Datasets
{
    /// <summary>Handwritten digits: 60,000 images to train on and 10,000 to test on.</summary>
    public static PublishedDataset Mnist { get; } = new(
        "mnist",
        ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
        ["f68b3c2dcbeaaa9fbdd348bbdeb94873", "d53e105ee54ea40749a09fcbcd1e9432", "9fb629c4189551a2d022fa330f9573f3", "ec29112dd5afa0611ce80d1b7f02629c"],
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);

    /// <summary>Pictures of clothes in ten classes: 60,000 images to train on and 10,000 to test on.</summary>
    public static PublishedDataset FashionMnist { get; } = new(
        "fashion-mnist",
        ["https://storage.googleapis.com/tensorflow/tf-keras-datasets/", "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"],
        ["8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe", "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310"],
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]);

    /// <summary>Digits that the engine draws itself; needs no files.</summary>
    public static SyntheticDigits SyntheticDigits { get; } = new();

    internal static string[] PublishedNames => [Mnist.Name, FashionMnist.Name];
}
