using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace Operator.Runtime.Schema;

/// <summary>Writes JSON as YAML with sorted keys, so that equal content gives equal bytes.</summary>
public static partial class KubernetesYaml
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithEventEmitter(next => new QuoteNumberLikeStrings(next))
        .DisableAliases()
        .WithNewLine("\n")
        .Build();

    public static string Write(JsonNode node) => Serializer.Serialize(Plain(node)!);

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject map => new SortedDictionary<string, object?>(map.ToDictionary(entry => entry.Key, entry => Plain(entry.Value)), StringComparer.Ordinal),
        JsonArray list => list.Select(Plain).ToList(),
        JsonValue value => Scalar(value),
        _ => null,
    };

    private static object Scalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ when long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out long integer) => integer,
        _ => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
    };

    /// <summary>Line ends to YAML, which it reads as others or as none; in quotes they are written as escapes.</summary>
    private static readonly SearchValues<char> ForeignBreaks = SearchValues.Create("\r\u0085\u2028\u2029");

    // YamlDotNet leaves strings such as 1e3 and 2026-01-01 bare, which other parsers then read as a number and a date.
    private sealed partial class QuoteNumberLikeStrings(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text)
            {
                eventInfo.Style = StyleOf(text) ?? eventInfo.Style;
            }

            base.Emit(eventInfo, emitter);
        }

        /// <summary>Null for what YamlDotNet chooses.</summary>
        private static ScalarStyle? StyleOf(string text) =>
            IsFragile(text) ? ScalarStyle.DoubleQuoted
            // A text of several lines reads as it is; the emitter quotes where it cannot.
            : text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal
            : NumberLike().IsMatch(text) ? ScalarStyle.SingleQuoted
            : null;

        /// <summary>White space at its ends would be lost, or line ends be read as others.</summary>
        private static bool IsFragile(string text) =>
            text.AsSpan().ContainsAny(ForeignBreaks) || (text.Length > 0 && (text[0] is ' ' or '\t' or '\n' || text[^1] is ' ' or '\t'));

        [GeneratedRegex(@"^[-+]?\.?[0-9]")]
        private static partial Regex NumberLike();
    }
}
