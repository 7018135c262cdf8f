"""From rows to records: types, keys, secrets, order."""
