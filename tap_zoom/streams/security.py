"""How the account is secured: settings, locks, apps, divisions and barriers."""

STREAMS = ()
