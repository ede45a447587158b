using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Architecture;

/// <summary>A file of code or tests, as it stands in the repository.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    public static IReadOnlyList<SourceFile> All { get; } = [.. new[] { "src", "tests" }.SelectMany(Below)];

    public IReadOnlyList<string> Lines { get; } = Text.TrimEnd('\n').Split('\n');

    public bool IsCode => !CSharpSyntaxTree.ParseText(Text, Options).GetDiagnostics().Any(problem => problem.Severity == DiagnosticSeverity.Error);

    /// <summary>Each method with its number of lines: those between its braces, or those of its expression. A local function counts by itself.</summary>
    public IEnumerable<(string Name, int Lines)> Methods() =>
        from node in CSharpSyntaxTree.ParseText(Text, Options).GetRoot().DescendantNodes()
        let body = BodyOf(node)
        where body is not null
        select (NameOf(node), LinesOf(body) - LocalFunctionsIn(body).Sum(LinesOf));

    private static IEnumerable<SourceFile> Below(string folder) =>
        from path in Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        let name = System.IO.Path.GetRelativePath(Repository.Root, path)
        where !name.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
        orderby name
        select new SourceFile(name, File.ReadAllText(path));

    private static SyntaxNode? BodyOf(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => method.Body ?? (SyntaxNode?)method.ExpressionBody?.Expression,
        LocalFunctionStatementSyntax function => function.Body ?? (SyntaxNode?)function.ExpressionBody?.Expression,
        AccessorDeclarationSyntax accessor => accessor.Body ?? (SyntaxNode?)accessor.ExpressionBody?.Expression,
        _ => null,
    };

    private static IEnumerable<LocalFunctionStatementSyntax> LocalFunctionsIn(SyntaxNode body) =>
        body.DescendantNodes(node => node is not LocalFunctionStatementSyntax).OfType<LocalFunctionStatementSyntax>();

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
        return node is BlockSyntax ? Math.Max(0, lines - 2) : lines;
    }

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.Text,
        _ => node.Kind().ToString(),
    };
}
