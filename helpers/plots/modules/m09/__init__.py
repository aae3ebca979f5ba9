"""The figures of module 09: translations and where they looked, captions, the claims."""
