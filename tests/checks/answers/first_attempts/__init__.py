"""First attempts written from the student notebooks alone, kept with what they are told."""
