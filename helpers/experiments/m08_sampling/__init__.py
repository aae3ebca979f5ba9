"""The experiments of module 08: what each sampler makes of a model, and what exposure does."""
