using Operator.Commands;

return await CommandTree.Create(CommandTree.IsPlugin(CommandTree.ProcessArguments())).Parse(args).InvokeAsync();
