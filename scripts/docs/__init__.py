"""Generates the documentation's tables from the declarations in ``tap_zoom``.

Each table goes between ``<!-- generated:NAME -->`` and ``<!-- end -->``. ``make docs`` rewrites all
of them, along with the plugin definition for Meltano. The figures in the README are taken from the
tables in docs/speed.md, which the benchmarks write.
"""
