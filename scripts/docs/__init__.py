"""Generates the documentation's tables from the declarations in ``tap_zoom``.

A table stands between ``<!-- generated:NAME -->`` and ``<!-- end -->``. ``make docs`` rewrites all
of them, along with the plugin definition for Meltano. The figures in the README come from the
tables in docs/speed.md, which the benchmarks write.
"""
