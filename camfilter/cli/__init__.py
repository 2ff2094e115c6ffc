"""The `camfilter` command."""
