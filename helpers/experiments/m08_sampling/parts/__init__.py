"""What module 08's experiments and its notebook share: models that write, a road, a coin."""
