"""Small images that come with a library, as arrays."""
