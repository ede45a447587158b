using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Kinds.Notebooks;

/// <summary>
/// Hashes of what a notebook contains, without what an export adds or rewrites (behavior §4.4): of a source file the header, line ends, empty lines around
/// cells and the comment signs of magic cells; of a Jupyter document everything but the kind and the text of its cells.
/// </summary>
internal static class ContentHash
{
    /// <summary>Of content in a comparable format; null when it is not of that format.</summary>
    public static string? Of(string format, string? language, ReadOnlySpan<byte> content) => format switch
    {
        NotebookLocation.Source => OfText(Encoding.UTF8.GetString(content), NotebookLanguage.Of(language)),
        NotebookLocation.Jupyter => OfDocument(content),
        _ => null,
    };

    /// <summary>Of content that is compared with nothing but itself.</summary>
    public static string OfBytes(string format, ReadOnlySpan<byte> content) => Finish([.. Encoding.UTF8.GetBytes($"{format}\n"), .. content]);

    public static string OfSettings(JsonObject? settings) => Finish(Encoding.UTF8.GetBytes((settings ?? []).ToJsonString()));

    public static bool HasHeader(ReadOnlySpan<byte> content, NotebookLanguage language) =>
        Lines(Encoding.UTF8.GetString(content))[0].TrimEnd() == language.Header;

    private static string OfText(string text, NotebookLanguage? language)
    {
        var lines = Lines(text).AsSpan();
        var cells = new List<string>();
        var start = language is not null && lines[0].TrimEnd() == language.Header ? 1 : 0;
        for (var index = start; index <= lines.Length; index++)
        {
            if (index == lines.Length || (language is not null && lines[index].TrimEnd() == language.Separator))
            {
                cells.Add(Cell(lines[start..index], language));
                start = index + 1;
            }
        }

        return Finish(Encoding.UTF8.GetBytes($"{NotebookLocation.Source}\n{string.Join($"\n{language?.Separator}\n", cells)}"));
    }

    private static string Cell(ReadOnlySpan<string> lines, NotebookLanguage? language)
    {
        var text = string.Join('\n', lines!).Trim('\n');
        var parts = text.Split('\n');
        var isMagic = language is not null && text.Length > 0
            && parts.All(line => line == language.Magic || line.StartsWith($"{language.Magic} ", StringComparison.Ordinal));
        return isMagic
            ? string.Join('\n', parts.Select(line => line.Length > language!.Magic.Length ? line[(language.Magic.Length + 1)..] : "")).Trim('\n')
            : text;
    }

    private static string[] Lines(string text) => Unified(text.TrimStart('\uFEFF')).Split('\n');

    private static string Unified(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static string? OfDocument(ReadOnlySpan<byte> content)
    {
        var cells = new ArrayBufferWriter<byte>();
        cells.Write(Encoding.UTF8.GetBytes($"{NotebookLocation.Jupyter}\n"));
        try
        {
            using var document = JsonDocument.Parse(content.StartsWith("\uFEFF"u8) ? content[3..].ToArray() : content.ToArray());
            using var writer = new Utf8JsonWriter(cells);
            writer.WriteStartArray();
            foreach (var cell in document.RootElement.GetProperty("cells").EnumerateArray())
            {
                var (type, text) = Cell(cell.GetProperty("cell_type").GetString(), Unified(Text(cell.GetProperty("source"))).Trim('\n'));
                writer.WriteStringValue(type);
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // A document of unknown origin: if anything is missing or of another type, it is no notebook.
            return null;
        }

        return Finish(cells.WrittenSpan);
    }

    /// <summary>The workspace makes a text cell of code that begins with its magic, and begins its text with the first word.</summary>
    private static (string? Type, string Text) Cell(string? type, string text)
    {
        const string magic = "%md";
        var isText = type == "markdown" || (type == "code" && (text == magic || text.StartsWith($"{magic}\n", StringComparison.Ordinal)
            || text.StartsWith($"{magic} ", StringComparison.Ordinal)));
        return isText ? ("markdown", (type == "code" ? text[magic.Length..] : text).TrimStart('\n', ' ')) : (type, text);
    }

    /// <summary>One text, or its lines each with its own end.</summary>
    private static string Text(JsonElement source) => source.ValueKind == JsonValueKind.Array
        ? string.Concat(source.EnumerateArray().Select(line => line.GetString()))
        : source.GetString() ?? "";

    private static string Finish(ReadOnlySpan<byte> canonical) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(canonical))}";
}
