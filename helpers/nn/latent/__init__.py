"""Models with latent variables: densities as outputs, VRNN, STORN, and DRAW."""
