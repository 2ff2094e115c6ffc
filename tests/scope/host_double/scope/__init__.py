"""Stands in for the names of Daydream Scope that the plugin imports; holds no code of it."""
