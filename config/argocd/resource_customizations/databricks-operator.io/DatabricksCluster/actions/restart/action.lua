local os = require("os")

-- Restarts a running cluster once, whatever policies.disruption says: a person asks for it.
obj.spec.restartRequestTime = os.date("!%Y-%m-%dT%H:%M:%SZ")

return obj
