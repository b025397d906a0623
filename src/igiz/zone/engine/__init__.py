"""Numerical work of the zone: state and arrays in, state and arrays out."""
