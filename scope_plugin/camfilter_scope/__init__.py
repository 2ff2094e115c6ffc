"""The Daydream Scope plugin."""
