"""From a row of Zoom's to a record: types, keys, secrets, order."""
