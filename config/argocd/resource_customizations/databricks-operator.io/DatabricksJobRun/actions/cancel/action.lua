-- What is cancelled stays cancelled.
obj.spec.cancel = true

return obj
