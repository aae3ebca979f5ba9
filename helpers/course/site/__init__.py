"""The course as a site to read: pages made from notebooks and sources, and Sphinx run over them."""
