using Operator.Commands;

return await CommandTree.Parse(args, CommandTree.IsPlugin(CommandTree.ProcessArguments())).InvokeAsync();
