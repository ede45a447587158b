using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Operator.Commands.Manifests;

/// <summary>
/// What a YAML scalar means to kubectl, which reads YAML 1.1 with the exceptions of its library: <c>on</c> and <c>y</c> are booleans, <c>010</c> is eight,
/// dates and sexagesimal numbers are texts.
/// </summary>
internal static partial class YamlScalar
{
    private const string Tags = "tag:yaml.org,2002:";

    private static readonly HashSet<string> True = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
    private static readonly HashSet<string> False = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];
    private static readonly HashSet<string> Null = ["", "~", "null", "Null", "NULL"];
    private static readonly HashSet<string> NoJson =
        [".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF"];

    /// <exception cref="ManifestException">The value cannot be said in JSON, or is not what its tag says.</exception>
    public static JsonNode? Read(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value.Replace(Tags, "!!", StringComparison.Ordinal);
        return tag switch
        {
            "" or "?" => scalar.Style == ScalarStyle.Plain ? Plain(scalar) : scalar.Value,
            "!" or "!!str" or "!!timestamp" => scalar.Value,
            "!!null" => null,
            "!!binary" => Binary(scalar),
            "!!float" when Plain(scalar) is JsonValue number && IsNumber(number) => number,
            "!!int" when Plain(scalar) is JsonValue number && IsNumber(number) => number,
            "!!bool" when Plain(scalar) is JsonValue boolean && boolean.TryGetValue(out bool _) => boolean,
            _ => throw Error(scalar, $"is not of the type {tag}"),
        };
    }

    /// <summary>The name of an entry, as JSON writes it.</summary>
    /// <exception cref="ManifestException">JSON has no such name.</exception>
    public static string Key(Scalar scalar) => Read(scalar) switch
    {
        null => throw Error(scalar, "is no name that JSON knows"),
        JsonValue value when value.TryGetValue(out string? text) => text,
        var value => value.ToJsonString(),
    };

    private static JsonNode? Plain(Scalar scalar)
    {
        var text = scalar.Value;
        return Null.Contains(text) ? null
            : True.Contains(text) ? true
            : False.Contains(text) ? false
            : NoJson.Contains(text) ? throw Error(scalar, "is a number that JSON does not know")
            : text[0] is '.' or '+' or '-' || char.IsAsciiDigit(text[0]) ? Number(text) ?? JsonValue.Create(text)
            : text;
    }

    private static JsonValue? Number(string text)
    {
        var digits = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
        if (Integer(digits) is { } integer)
        {
            // Larger ones are floating-point numbers in Kubernetes.
            return integer >= long.MinValue && integer <= long.MaxValue ? JsonValue.Create((long)integer) : JsonValue.Create(Rounded(integer));
        }

        return Float().IsMatch(digits) && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Compact(number)
            : null;
    }

    /// <summary>As JSON would have it written: 1e3 is 1000.</summary>
    private static JsonValue Compact(double number) =>
        number == Math.Floor(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number);

    /// <summary>To the nearest, which a cast does not do.</summary>
    private static double Rounded(BigInteger integer) => double.Parse(integer.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static BigInteger? Integer(string text)
    {
        var isNegative = text.StartsWith('-');
        var digits = text[0] is '+' or '-' ? text[1..] : text;
        var magnitude = digits switch
        {
            ['0', 'x' or 'X', .. var rest] => OfBase(rest, 16),
            ['0', 'o' or 'O', .. var rest] => OfBase(rest, 8),
            ['0', 'b' or 'B', .. var rest] => OfBase(rest, 2),
            ['0', _, ..] => OfBase(digits, 8),
            _ => OfBase(digits, 10),
        };
        return isNegative ? -magnitude : magnitude;
    }

    /// <summary>Null where it has another digit, or none.</summary>
    private static BigInteger? OfBase(string digits, int @base)
    {
        BigInteger value = 0;
        foreach (var digit in digits)
        {
            var number = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : 16;
            if (number >= @base)
            {
                return null;
            }

            value = (value * @base) + number;
        }

        return digits.Length == 0 ? null : value;
    }

    private static JsonNode Binary(Scalar scalar)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(scalar.Value));
        }
        catch (FormatException)
        {
            throw Error(scalar, "is not base64");
        }
    }

    private static bool IsNumber(JsonValue value) => value.GetValueKind() == System.Text.Json.JsonValueKind.Number;

    private static ManifestException Error(Scalar scalar, string problem) => new($"line {scalar.Start.Line}: a value {problem}");

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();
}
