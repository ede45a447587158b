namespace Operator.Commands;

/// <summary>What the page of a command says beside its options.</summary>
/// <param name="Text">Markdown, below the description.</param>
/// <param name="Examples">Each is run by a test.</param>
internal sealed record CommandGuide(string Text, IReadOnlyList<CommandExample> Examples)
{
    /// <summary>Has docs/images/COMMAND.svg, which hack/pictures.sh draws from a run.</summary>
    public bool HasPicture { get; init; }

    /// <summary>By command; every command that people run has a page.</summary>
    public static IReadOnlyDictionary<string, CommandGuide> All { get; } = new Dictionary<string, CommandGuide>(StringComparer.Ordinal)
    {
        ["run"] = new(
            """
            `run` is the operator itself, and what the program does without a command. Each option is also a variable and an entry of the file of `--config`:
            `--watch-namespaces` is `OPERATOR__WATCHNAMESPACES`, and `WatchNamespaces` below `Operator` in the file. An option of the command line goes before
            the variable, and that before the file. The chart writes variables: `operator.watchNamespaces`.

            **Exit codes.** 0: it was stopped; 1: an option or the surroundings do not allow it to start, or it lost its lease. A pod is then started anew.
            """,
            [new("For two namespaces, with the account of the kubeconfig:", "run --watch-namespaces team-a,team-b")]),
        ["plan"] = new(
            """
            `plan` shows in a pull request what a merge will do to the workspaces. It runs the operator's own passes over the manifests, with the API server
            in memory and with every call that would change a workspace stopped before it is sent; so its answer is what the operator will do. It writes
            nothing anywhere.

            | Sign | Meaning |
            |---|---|
            | `+` | is created |
            | `~` | is changed; below it each setting, workspace → manifest |
            | `!` | is changed, and the work of a running cluster or SQL warehouse is interrupted |
            | `±` | is deleted and created anew |
            | `-` | is deleted: the object in the cluster is being deleted already |
            | `…` | waits for something that is not part of the plan |
            | `x` | is refused by the operator, or is not known; the line says why |
            | `=` | stays as it is, and there is something to know about it |

            Values that may be secret are never shown: environment variables, and whatever is called password, token, key or the like. References such as
            `{{secrets/scope/key}}` are.

            **What it knows.** Beside a cluster (`--kubeconfig`, or kubectl's own default) it knows what the operator knows: which object belongs to which
            resource, and what was applied last. Without one it finds objects by the operator's tag in the workspace, for which it has to be given
            `--installation-id`; it then does not see which settings were taken out of a manifest, and counts every DatabricksJobRun as new. A spec is planned
            as the manifest has it: fields that other writers own in the cluster are not merged in.

            **How it signs in.** To each DatabricksWorkspace by `--workspace NAME=PROFILE|HOST`; else by the variables `DATABRICKS_*` or the profile of
            `~/.databrickscfg` of its host; else by its Secret in the cluster. To the workspace of objects that name none by `DATABRICKS_HOST`, or the
            profile of `DATABRICKS_CONFIG_PROFILE`, or the profile `DEFAULT`. Rights to read are enough.

            **Calls.** Objects in sync cost the pages of one list for each kind and workspace. One that differs costs a read of its own, and so does what no
            list shows: an `accessControlList`, and the content of a notebook.

            **Exit codes.** 0: all is well; 1: a document cannot be read, an object is refused, or a workspace cannot be asked; 2, only with
            `--detailed-exitcode`: all is well and something would be changed. The answer is on standard output, all else on standard error. Colours are
            used on a terminal only, and not with `NO_COLOR`.

            Jobs that post the plan on a pull request are in `examples/ci`.
            """,
            [
                new("What a folder of manifests would change:", "plan -f manifests --no-cluster --installation-id prod"),
                new("For a pull request:", "plan -f manifests --no-cluster --installation-id prod -o markdown"),
                new("For a script, which goes on only where there is something to do:", "plan -f job.yaml --no-cluster --detailed-exitcode -o json"),
                new("What a template prints:", "plan -f - --no-cluster"),
            ])
        { HasPicture = true },
        ["import"] = new(
            """
            `import` writes manifests for clusters, jobs, notebooks and SQL warehouses that are in a workspace already, as a person would write them: with
            `externalId`, so that the operator takes the object over in place of making another, and with `policies.deletion: Retain`, so that the first
            `kubectl delete` takes nothing away. It changes nothing in the workspace; rights to read are enough.

            **What is left out.** Defaults, what only the server sets, and what it filled in, as far as that can be told from a wish: of a cluster what it was
            last asked for is known, of the clusters inside jobs it is not, and there what the server chose stands in the manifest. Settings that the spec has
            no field for go into `extraSettings`. Permissions and the libraries of clusters are not imported, and stay as they are.

            **Secrets.** No answer of a workspace holds the password of an image registry or the key of Log Analytics. The manifest then refers to a Secret
            NAME-secrets, which has to be created first; standard error says so. What stands in plain text in environment variables and Spark settings is in
            the manifest as well.

            **What is in the way.** Objects with the tag of an operator are left out, unless `--id` asks for them. A job that a bundle deploys is imported,
            and standard error says that the bundle has to let go of it. Notebooks in Git folders belong to their repository. Content of more than 1 MB
            fits into no ConfigMap.

            **Names** are those of the workspace in lower case, with what Kubernetes does not take as hyphens, numbered where two are alike.

            **Calls.** One for each page of a list and one for each object; of notebooks one for each folder.

            **Exit codes.** 0: all is written; 1: nothing was, because there is no way into the workspace or the call is wrong; 3: what could be read is
            written, and standard error lists the rest, and the manifests that the operator would refuse; 130: interrupted, and what was read by then is
            written.

            Apply the manifests with `policies.management: Plan` first, or look at them with [plan](plan.md).
            """,
            [
                new("All jobs and clusters, for kustomize, with references in place of ids:", "import jobs clusters --link-references --output-dir manifests"),
                new("Some, as text:", "import jobs --name 'etl-*' -o yaml"),
                new("The notebooks of a folder, with their content beside the manifests:", "import notebooks --folder /Shared/etl --output-dir manifests"),
                new("What another cluster manages, after `kubectl get databricks -A -o json`:", "import --from-status"),
            ])
        { HasPicture = true },
        ["convert"] = new(
            """
            `convert` writes manifests of what another tool manages, by the mapping that [import](import.md) uses: with `externalId` where the source knows the
            id, and with `policies.deletion: Retain`. It asks no workspace, so it also converts what is not deployed yet.

            | `--from` | FILE is |
            |---|---|
            | `bundle-summary` | what `databricks bundle summary -o json` prints: the resources of a deployed bundle, with their ids |
            | `bundle` | what `databricks bundle validate -o json` prints: the same without ids, of a bundle that may not be deployed |
            | `terraform-state` | the file `terraform.tfstate`, or what `terraform state pull` prints |
            | `azure-databricks-operator` | objects of microsoft/azure-databricks-operator, as kubectl prints them |

            Jobs, clusters, SQL warehouses and notebooks are converted, with their permissions. **Nothing is dropped in silence**: what has no counterpart, a
            whole resource or one attribute, is named on standard error by its place in the source.

            A bundle says what it asks for, and a state what the provider read last: [plan](plan.md) shows where the workspace differs from it.

            **The old owner has to let go** before the operator manages: apply the manifests with `policies.management: Plan`, look at the plans, take the
            resources out of the old tool without destroying them (`terraform state rm`, `databricks bundle deployment unbind`), then remove the policy.

            **Exit codes.** 0: all is written; 1: nothing was, because FILE is not what it is said to be, or cannot be read; 3: what could be converted is
            written, and standard error lists the rest; 130: interrupted.
            """,
            [
                new("A bundle that is deployed, after `databricks bundle summary -o json -t prod`:", "convert --from bundle-summary --output-dir manifests"),
                new("A Terraform state, after `terraform state pull`, with references in place of ids:", "convert --from terraform-state --link-references"),
                new("What azure-databricks-operator manages:", "convert --from azure-databricks-operator -n team -o yaml"),
            ])
        { HasPicture = true },
        ["status"] = new(
            """
            `status` shows what an object uses below it: a run its job, a job its notebooks, clusters, SQL warehouses and jobs, and each its workspace. Below
            what is not as its manifest wants it stands why: the reason and the message of the condition that hinders. It reads the API server only, so it
            needs no credential of a workspace and says what the operator reported last.

            | Sign | Meaning |
            |---|---|
            | `=` | Ready, and the workspace agrees with the spec |
            | `…` | the operator is working on it, or waits for something |
            | `x` | it is not Ready, or does not agree with the spec, or is referred to and not there |
            | `?` | it is referred to, and this account may not see it |

            `(above)`: what it uses was shown before. KIND is as kubectl takes it, also without its prefix: `job/etl`, `run/etl-1`, `warehouse/bi`.

            **Exit codes.** 0: all objects shown are Ready and agree with their spec; 2: one is not, a failed DatabricksJobRun included; 1: the API server
            cannot be asked, or there is no such object. The answer is on standard output, all else on standard error. Lines are broken and colours are used
            on a terminal only; no colours with `NO_COLOR`.
            """,
            [
                new("Everything in the namespace of the kubeconfig's context:", "status"),
                new("Why a job does not run:", "status job/etl -n team"),
                new("For a script, everything in the cluster:", "status -A -o json"),
            ]),
        ["doctor"] = new(
            """
            `doctor` checks what the operator needs, one line for each check; below one that failed stands what to do. It changes nothing. The rights it checks
            are those of the account it runs as, so run it as the operator: `kubectl exec deploy/databricks-operator -- databricks-operator doctor`.

            | Check | Looks at |
            |---|---|
            | `api-server` | whether it answers, and its version |
            | `clock` | whether this machine's time is that of the API server |
            | `crd/KIND` | whether the CRD is installed, serves the version, and has every field that this program knows |
            | `rights` | whether the account may do what the operator needs under its options: where it watches, and how it reads Secrets |
            | `lease` | whether an operator holds the leader lease and renews it |
            | `host/HOST` | whether the workspace's host answers: DNS, proxy, TLS with the authorities of its spec; and whether its time is ours |
            | `workspace/NAME` | whether the workspace accepts the credential, by the operator's own client; `(default)` is that of `DATABRICKS_HOST` |

            Workspaces of another operator's class or outside of the watched namespaces are left out, and one that is suspended is not called. One that the
            operator signs in to by its own identity can be checked in the operator's pod only.

            | Sign | Meaning |
            |---|---|
            | `=` | is as it must be |
            | `x` | is not; what to do stands below |
            | `?` | could not be checked, because of another line |

            **Exit codes.** 0: all is well; 2: a check failed or could not be made; 1: the API server cannot be asked at all. The answer is on standard output,
            all else on standard error.
            """,
            [
                new("In the operator's pod, or with its account:", "doctor"),
                new("With the operator's lease where it is not in the namespace of the context:", "doctor --lease-namespace databricks-operator"),
                new("For a script:", "doctor -o json"),
            ])
        { HasPicture = true },
        ["schema"] = new(
            """
            Editors check and complete manifests by the schema of their kind; kubeconform checks them in CI without a cluster:
            `kubeconform -schema-location default -schema-location 'schemas/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json' manifests`.
            """,
            [
                new("One kind:", "schema DatabricksJob"),
                new("All kinds, for kubeconform:", "schema --output-dir schemas"),
            ]),
        ["completion"] = new(
            "Put the output where the shell looks for it, for example `databricks-operator completion bash > /etc/bash_completion.d/databricks-operator`.",
            [new("For bash:", "completion bash")]),
        ["release"] = new(
            """
            `release` lets objects go before the operator is taken away: runs first, then jobs, notebooks, clusters, SQL warehouses and workspaces, each kind to
            its end before the next. [Uninstall](../uninstall.md) says which policy fits, and what the exit codes mean.
            """,
            [
                new("What is left, without a change:", "release --policy Keep"),
                new("Delete the objects of two namespaces, and keep what they stand for:", "release --policy Retain --namespaces team-a,team-b"),
            ]),
        ["version"] = new("", [new("Which version is installed:", "version")]),
        ["crds"] = new("", [new("Print them, for `kubectl apply -f -`:", "crds")]),
    };
}

/// <summary>A call of the program.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Arguments">Behind the name of the program.</param>
internal sealed record CommandExample(string Purpose, string Arguments);
