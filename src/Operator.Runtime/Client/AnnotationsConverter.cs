using System.Text.Json;
using System.Text.Json.Serialization;

namespace Operator.Runtime.Client;

/// <summary>Annotations without the one in which <c>kubectl apply</c> keeps a copy of the whole object; that text is not even read into memory.</summary>
internal sealed class AnnotationsConverter : JsonConverter<IDictionary<string, string>>
{
    public override IDictionary<string, string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var annotations = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCopy = reader.ValueTextEquals("kubectl.kubernetes.io/last-applied-configuration"u8);
            var name = isCopy ? null : reader.GetString();
            reader.Read();
            if (name is null)
            {
                reader.Skip();
            }
            else
            {
                annotations[name] = reader.GetString() ?? "";
            }
        }

        return annotations.Count == 0 ? null : annotations;
    }

    public override void Write(Utf8JsonWriter writer, IDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}
