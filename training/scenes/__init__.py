"""What stands where in the synthetic scenes, batched in torch."""
