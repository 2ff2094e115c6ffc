"""Measurements that need more than `camfilter bench`: a large GPU, or other people's sources."""
