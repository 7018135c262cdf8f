"""HTTP: authentication, requests, responses, pagination, rate limits and what errors mean."""
