using System.CommandLine;
using Operator.Commands;

return await CommandTree.RunAsync(args, CommandTree.IsPlugin(CommandTree.ProcessArguments()), new InvocationConfiguration(), CancellationToken.None);
