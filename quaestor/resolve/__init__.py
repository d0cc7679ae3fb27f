"""Suppliers told apart and brought together: how names compare, which records are one supplier."""
