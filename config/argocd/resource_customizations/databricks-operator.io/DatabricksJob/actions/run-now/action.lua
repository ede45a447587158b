-- Without an owner, or it would be cancelled when the job is deleted; under a new name each time, so that it cannot meet one that is there.
-- It is not in Git, so that it may go by itself: a week after its end.
local run = {
  apiVersion = obj.apiVersion,
  kind = "DatabricksJobRun",
  metadata = {
    generateName = obj.metadata.name .. "-",
    namespace = obj.metadata.namespace
  },
  spec = {
    jobRef = { name = obj.metadata.name },
    workspaceRef = obj.spec.workspaceRef,
    ttlSecondsAfterFinished = 604800
  }
}

return { { operation = "create", resource = run } }
