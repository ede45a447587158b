-- Nothing is done for an object that is suspended, so that nothing but resume is offered.
local suspended = obj.spec.suspend == true
-- A run waits for its job: of one that is not in the workspace it would only wait.
local exists = obj.status ~= nil and obj.status.jobId ~= nil

return {
  reconcile = { disabled = suspended },
  suspend = { disabled = suspended },
  resume = { disabled = not suspended },
  ["run-now"] = { disabled = suspended or not exists }
}
