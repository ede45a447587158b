using System.Globalization;

namespace Operator.Commands.Import;

/// <summary>How far an import is: one line on a terminal, and nothing elsewhere.</summary>
/// <param name="terminal">Null where there is none.</param>
internal sealed class ImportProgress(TextWriter? terminal)
{
    private const string EraseLine = "\r\u001b[K";

    public static ImportProgress Of(TextWriter aside) => new(aside == Console.Error && !Console.IsErrorRedirected ? aside : null);

    public void Show(string kind, int done, int all) =>
        terminal?.Write(string.Create(CultureInfo.InvariantCulture, $"{EraseLine}{kind}: {done} of {all}"));

    public void Clear() => terminal?.Write(EraseLine);
}
