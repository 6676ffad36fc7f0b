"""Notices → the dataset: rows, Parquet and CSV, the data package, and the check that a rebuild gives the same."""
