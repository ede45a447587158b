using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Operator.Runtime.Schema;

/// <summary>The documentation comments of types, read from the XML file the compiler puts next to each assembly.</summary>
internal sealed partial class XmlDocumentation(string folder)
{
    /// <summary>Begins an example, at the end of a description; `kubectl explain` shows nothing but descriptions.</summary>
    public const string ExampleLabel = "Example: ";

    private readonly Dictionary<Assembly, IReadOnlyDictionary<string, XElement>> _members = [];

    public string Of(Type type) => Text(type.Assembly, $"T:{Identifier(type)}");

    /// <summary>The property's text; where its type is an enum, followed by the meaning of each value.</summary>
    public string Of(PropertyInfo property)
    {
        string text = Text(property.DeclaringType!.Assembly, $"P:{Identifier(property.DeclaringType)}.{property.Name}");
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsEnum ? $"{text} {string.Join(' ', Enum.GetNames(type).Select(name => $"{name}: {Of(type, name)}"))}" : text;
    }

    private string Of(Type type, string enumMember) => Text(type.Assembly, $"F:{Identifier(type)}.{enumMember}");

    private string Text(Assembly assembly, string identifier)
    {
        if (!Members(assembly).TryGetValue(identifier, out XElement? member))
        {
            return "";
        }

        string inherited = member.Element("inheritdoc")?.Attribute("cref") is { } source ? Text(assembly, source.Value) : "";
        IEnumerable<string> examples = member.Elements("example").Select(example => $"{ExampleLabel}{Plain(example)}");
        IEnumerable<string> parts = [inherited, Plain(member.Element("summary")), Plain(member.Element("remarks")), .. examples];
        return string.Join(' ', parts.Where(part => part.Length > 0));
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
