"""The Daydream Scope plugin: depth and normal pictures of a live stream, from camfilter's core."""
