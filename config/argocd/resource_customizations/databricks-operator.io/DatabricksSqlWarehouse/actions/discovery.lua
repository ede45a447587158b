-- Nothing is done for an object that is suspended, so that nothing but resume is offered.
local suspended = obj.spec.suspend == true

return {
  reconcile = { disabled = suspended },
  suspend = { disabled = suspended },
  resume = { disabled = not suspended }
}
