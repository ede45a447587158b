using System.CommandLine;
using Operator.Commands;
using Operator.Commands.Release;

var root = new RootCommand("Keeps Databricks workspaces equal to Kubernetes resources.")
{
    RunCommand.Create(),
    CrdsCommand.Create(),
    ReleaseCommand.Create(),
    GenerateCommand.Create(),
};
RunCommand.AddTo(root);
return await root.Parse(args).InvokeAsync();
