using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Schema;

/// <summary>The documentation comments of types, read from the XML file the compiler puts next to each assembly.</summary>
internal sealed partial class XmlDocumentation(string folder)
{
    /// <summary>Begins an example, at the end of a description; `kubectl explain` shows nothing but descriptions.</summary>
    public const string ExampleLabel = "Example: ";

    private readonly Dictionary<Assembly, IReadOnlyDictionary<string, XElement>> _members = [];

    public string Of(Type type) => Join(Parts(type.Assembly, $"T:{Identifier(type)}"));

    /// <summary>
    /// The property's text; where its type is an enum, with the meaning of each value; the values known of an open field; and at the end an example.
    /// </summary>
    public string Of(PropertyInfo property)
    {
        (string text, string example) = Parts(property.DeclaringType!.Assembly, $"P:{Identifier(property.DeclaringType)}.{property.Name}");
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        string meanings = type.IsEnum ? $" {string.Join(' ', Enum.GetNames(type).Select(name => $"{name}: {Of(type, name)}"))}" : "";
        string known = property.GetCustomAttribute<KnownValuesAttribute>() is { } values ? $" Known values: {string.Join(", ", values.Values)}." : "";
        return Join(($"{text}{meanings}{known}", example));
    }

    private string Of(Type type, string enumMember) => Join(Parts(type.Assembly, $"F:{Identifier(type)}.{enumMember}"));

    private static string Join((string Text, string Example) parts) =>
        string.Join(' ', new[] { parts.Text, parts.Example.Length == 0 ? "" : $"{ExampleLabel}{parts.Example}" }.Where(part => part.Length > 0));

    /// <summary>The texts of a comment and of the one it inherits, and the example of the nearer one.</summary>
    private (string Text, string Example) Parts(Assembly assembly, string identifier)
    {
        if (!Members(assembly).TryGetValue(identifier, out XElement? member))
        {
            return ("", "");
        }

        (string text, string example) = member.Element("inheritdoc")?.Attribute("cref") is { } source ? Parts(assembly, source.Value) : ("", "");
        IEnumerable<string> texts = [text, Plain(member.Element("summary")), Plain(member.Element("remarks"))];
        return (string.Join(' ', texts.Where(part => part.Length > 0)), member.Element("example") is { } own ? Plain(own) : example);
    }

    private IReadOnlyDictionary<string, XElement> Members(Assembly assembly)
    {
        if (!_members.TryGetValue(assembly, out IReadOnlyDictionary<string, XElement>? members))
        {
            string path = Path.Combine(folder, $"{assembly.GetName().Name}.xml");
            members = File.Exists(path)
                ? XDocument.Load(path).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value)
                : throw new FileNotFoundException($"The documentation file {path} is missing; publish it together with the assembly.", path);
            _members[assembly] = members;
        }

        return members;
    }

    private static string Identifier(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Plain(XElement? element) => element is null ? "" : Whitespace().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim();

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => (see.Attribute("cref") ?? see.Attribute("langword"))!.Value.Split('.', ':')[^1],
        XElement { Name.LocalName: "para" } paragraph => $" {Plain(paragraph)} ",
        XElement element => Plain(element),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
