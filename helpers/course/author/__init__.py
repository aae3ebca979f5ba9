"""From a module's one source to its two notebooks."""
