"""What only webinars have: panelists and tracking sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.rows.common import outsider, with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Definition, Row


def panelists(account: Account, definition: Definition) -> list[Row]:
    """Return a webinar's panelists."""
    rng = account.rng("panelists", definition.id)
    rows = []
    for _ in range(rng.randrange(4)):
        first, last, email = outsider(rng)
        rows.append(
            with_extra_fields(
                account,
                {
                    "id": rng.key(),
                    "name": f"{first} {last}",
                    "email": email,
                    "join_url": f"https://zoom.us/w/{definition.id}?tk={account.secret(rng)}",
                    "virtual_background_id": "",
                    "name_tag_id": rng.key(),
                    "name_tag_name": first,
                    "name_tag_pronouns": "",
                    "name_tag_description": "",
                },
            )
        )
    return rows


def tracking_sources(account: Account, definition: Definition) -> list[Row]:
    """Return where visitors of the registration page came from."""
    rng = account.rng("sources", definition.id)
    return [
        with_extra_fields(
            account,
            {
                "id": str(rng.randint(10**12, 10**13)),
                "source_name": name,
                "tracking_url": f"https://zoom.us/webinar/register/{rng.hex(12)}",
                "visitor_count": rng.randint(10, 500),
                "registration_count": rng.randrange(10),
            },
        )
        for name in ("Newsletter", "Мессенджер", "https://example.com")[: rng.randrange(4)]
    ]
