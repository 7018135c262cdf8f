"""The JSON objects that the API gives, made from the account when they are asked for."""
