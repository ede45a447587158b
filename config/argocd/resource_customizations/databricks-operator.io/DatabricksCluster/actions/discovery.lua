-- Nothing is done for an object that is suspended, so that nothing but resume is offered.
local suspended = obj.spec.suspend == true
-- A restart of a cluster that does not run does nothing.
local running = obj.status ~= nil and obj.status.state == "RUNNING"

return {
  reconcile = { disabled = suspended },
  suspend = { disabled = suspended },
  resume = { disabled = not suspended },
  restart = { disabled = suspended or not running }
}
