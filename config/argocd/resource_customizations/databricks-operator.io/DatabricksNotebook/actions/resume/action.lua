-- False, and not absent: false is what the API server stores where the spec says nothing.
obj.spec.suspend = false

return obj
