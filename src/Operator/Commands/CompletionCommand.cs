using System.CommandLine;

namespace Operator.Commands;

/// <summary><c>completion</c>: a script that makes a shell complete the commands and options of this program.</summary>
internal static class CompletionCommand
{
    private static readonly IReadOnlyDictionary<string, string> Scripts = new Dictionary<string, string>
    {
        ["bash"] = """
            _databricks_operator() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _databricks_operator databricks-operator kubectl-databricks

            """,
        ["zsh"] = """
            #compdef databricks-operator kubectl-databricks
            _databricks_operator() {
                local -a words_found
                words_found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a words_found
            }
            compdef _databricks_operator databricks-operator kubectl-databricks

            """,
        ["fish"] = """
            for program in databricks-operator kubectl-databricks
                complete -c $program -a "($program '[suggest:'(commandline -C)']' (commandline -b) 2>/dev/null)"
            end

            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script that completes commands and options in a shell.") { shell };
        command.SetAction(result => result.InvocationConfiguration.Output.Write(Scripts[result.GetRequiredValue(shell)]));
        return command;
    }
}
