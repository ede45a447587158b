return { reconcile = {} }
