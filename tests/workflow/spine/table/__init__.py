"""DOMAIN.md's table of who may do what, from which state: the spec as grids, cell by cell."""
