"""Runs the examples with real Airflow and Dagster against local Zoom accounts.

Airflow, Dagster and Meltano are installed from PyPI into environments of their own, and the
examples run as they are: several accounts side by side, one of which fails on the first night.
"""
