-- Health of every kind of databricks-operator.io. Lua 5.1 without libraries, which is what Argo CD offers by default.

-- These retry by themselves, but a person should look now.
local degraded = { AuthenticationFailed = true, PermissionDenied = true, StartFailed = true, LibraryFailed = true }

local function health(status, message)
  return { status = status, message = message }
end

if obj.spec ~= nil and obj.spec.suspend == true then
  return health("Suspended", "spec.suspend is true")
end

local status = obj.status

-- Clouds run out of machines for minutes: the first starts that are made again are no reason to call anybody.
local patience = 3
if status == nil or status.conditions == nil or status.observedGeneration == nil then
  return health("Progressing", "Waiting for the operator")
end
-- What the conditions say is about an older spec.
if status.observedGeneration ~= obj.metadata.generation then
  return health("Progressing", "Waiting for the operator to see the latest change")
end

local conditions = {}
for _, condition in ipairs(status.conditions) do
  conditions[condition.type] = condition
end
local function is(type, value)
  return conditions[type] ~= nil and conditions[type].status == value
end

if is("Stalled", "True") then
  return health("Degraded", conditions.Stalled.message)
end
local isPatient = is("Reconciling", "True") and (status.failedStarts or 0) < patience
if is("Ready", "False") and degraded[conditions.Ready.reason] and not (conditions.Ready.reason == "StartFailed" and isPatient) then
  return health("Degraded", conditions.Ready.message)
end
if is("Reconciling", "True") then
  return health("Progressing", conditions.Reconciling.message)
end
if is("Ready", "True") then
  -- Drift that is only reported, or a planned change: the object works, the message tells.
  if is("Synced", "False") then
    return health("Healthy", conditions.Synced.message)
  end
  return health("Healthy", conditions.Ready.message)
end
if conditions.Ready ~= nil then
  return health("Progressing", conditions.Ready.message)
end
return health("Progressing", "Waiting for the operator")
