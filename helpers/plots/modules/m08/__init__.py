"""The figures of module 08: what a sampler does, what a model does on its own text, the claims."""
