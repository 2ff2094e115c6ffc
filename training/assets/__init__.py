"""Meshes, people and pictures: fetched, simplified and packed; numpy reads them."""
