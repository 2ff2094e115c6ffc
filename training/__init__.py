"""Makes the embedded depth, normal and person network from synthetic pictures."""
