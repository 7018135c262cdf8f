"""The JSON objects in responses, generated from the account on access."""
