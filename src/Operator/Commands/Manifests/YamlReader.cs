using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Operator.Commands.Manifests;

/// <summary>Reads one YAML document as kubectl does; JSON is YAML as well.</summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 200;

    /// <summary>Anchors can make a small text very large.</summary>
    private const int MostValues = 1_000_000;

    private readonly Dictionary<string, JsonNode?> anchors = new(StringComparer.Ordinal);
    private readonly Parser parser;
    private int values;

    private YamlReader(string document) => parser = new Parser(new StringReader(document));

    /// <summary>Null for a document in which nothing is.</summary>
    /// <exception cref="ManifestException">It is no YAML, or says what JSON cannot say.</exception>
    public static JsonNode? Read(string document)
    {
        try
        {
            return new YamlReader(document).ReadDocument();
        }
        catch (YamlException exception)
        {
            throw new ManifestException($"line {exception.Start.Line}: {exception.Message}");
        }
    }

    private JsonNode? ReadDocument()
    {
        parser.Consume<StreamStart>();
        return parser.TryConsume<DocumentStart>(out _) ? ReadValue(0) : null;
    }

    private JsonNode? ReadValue(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new ManifestException($"line {parser.Current!.Start.Line}: nested too deeply");
        }

        Count(1);
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Referred(alias);
        }

        var start = parser.Consume<NodeEvent>();
        var value = start switch
        {
            Scalar scalar => YamlScalar.Read(scalar),
            SequenceStart => ReadSequence(depth),
            _ => ReadMapping(depth),
        };
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor.Value] = value;
        }

        return value;
    }

    private JsonArray ReadSequence(int depth)
    {
        var list = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            list.Add(ReadValue(depth + 1));
        }

        return list;
    }

    /// <summary>Of two entries with one name the later counts, and what is merged in counts where it stands.</summary>
    private JsonObject ReadMapping(int depth)
    {
        var mapping = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Accept<Scalar>(out var scalar) && scalar is { Value: "<<", Style: ScalarStyle.Plain })
            {
                parser.Consume<Scalar>();
                Merge(mapping, ReadValue(depth + 1), scalar);
                continue;
            }

            var line = parser.Current!.Start.Line;
            var name = ReadName() ?? throw new ManifestException($"line {line}: the name of an entry is not a text, a number or a boolean");
            mapping[name] = ReadValue(depth + 1);
        }

        return mapping;
    }

    private string? ReadName()
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            var name = YamlScalar.Key(scalar);
            if (!scalar.Anchor.IsEmpty)
            {
                anchors[scalar.Anchor.Value] = name;
            }

            return name;
        }

        return parser.TryConsume<AnchorAlias>(out var alias) && Referred(alias) is JsonValue value ? value.ToString() : null;
    }

    private static void Merge(JsonObject mapping, JsonNode? merged, Scalar place)
    {
        // Of several the first counts.
        IEnumerable<JsonNode?> sources = merged is JsonArray list ? list.Reverse() : [merged];
        foreach (var source in sources)
        {
            foreach (var (name, value) in source as JsonObject ?? throw new ManifestException($"line {place.Start.Line}: << merges mappings only"))
            {
                mapping[name] = value?.DeepClone();
            }
        }
    }

    private JsonNode? Referred(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var value))
        {
            throw new ManifestException($"line {alias.Start.Line}: there is no anchor {alias.Value.Value}");
        }

        Count(Size(value));
        return value?.DeepClone();
    }

    private void Count(int more)
    {
        values += more;
        if (values > MostValues)
        {
            throw new ManifestException("its anchors make it too large");
        }
    }

    private static int Size(JsonNode? value) => value switch
    {
        JsonObject mapping => 1 + mapping.Sum(entry => Size(entry.Value)),
        JsonArray list => 1 + list.Sum(Size),
        _ => 1,
    };
}
