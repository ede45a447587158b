local os = require("os")

-- A new value makes the operator look at the object at once, and at the workspace for it.
if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["databricks-operator.io/reconcile-requested-at"] = os.date("!%Y-%m-%dT%H:%M:%SZ")

return obj
