"""Measurements that a user can repeat: `camfilter bench`."""
