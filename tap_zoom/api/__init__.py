"""HTTP: authentication, requests, responses, pagination, rate limits and error rules."""
