using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Models;

/// <summary>Reads <see cref="ModelDescription"/> by code made at build time. People write these files, so comments and trailing commas pass.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(ActivationNames), typeof(InitializerNames)],
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    AllowDuplicateProperties = false,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelDescription))]
internal sealed partial class ModelJson : JsonSerializerContext;

/// <summary>Spells activations as configurations and model files do: relu, leakyRelu.</summary>
internal sealed class ActivationNames() : JsonStringEnumConverter<Activation>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>Spells initialisers as model files do: glorotUniform.</summary>
internal sealed class InitializerNames() : JsonStringEnumConverter<Initializer>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
