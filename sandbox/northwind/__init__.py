"""Northwind AI, an agency that never was: its people, contracts and October 2026, with what is planted in it."""
