"""Builds the documentation site: the pages of docs/, and those generated from the declarations."""
