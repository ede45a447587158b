-- A run that has ended is not looked at any more. Nothing is done for one that is suspended either, so that nothing but resume is offered.
local suspended = obj.spec.suspend == true
local ended = false
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    if (condition.type == "Complete" or condition.type == "Failed") and condition.status == "True" then
      ended = true
    end
  end
end

return {
  reconcile = { disabled = suspended or ended },
  suspend = { disabled = suspended or ended },
  resume = { disabled = not suspended },
  cancel = { disabled = suspended or ended or obj.spec.cancel == true }
}
