"""What only webinars have: panelists and tracking sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.rows.common import finish, person

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Definition, Row


def panelists(account: Account, definition: Definition) -> list[Row]:
    """Give who speaks."""
    dice = account.dice("panelists", definition.id)
    rows = []
    for _ in range(dice.below(4)):
        first, last, email = person(dice)
        rows.append(
            finish(
                account,
                {
                    "id": dice.key(),
                    "name": f"{first} {last}",
                    "email": email,
                    "join_url": f"https://zoom.us/w/{definition.id}?tk={account.secret(dice)}",
                    "virtual_background_id": "",
                    "name_tag_id": dice.key(),
                    "name_tag_name": first,
                    "name_tag_pronouns": "",
                    "name_tag_description": "",
                },
            )
        )
    return rows


def tracking_sources(account: Account, definition: Definition) -> list[Row]:
    """Give where visitors of the registration page came from."""
    dice = account.dice("sources", definition.id)
    return [
        finish(
            account,
            {
                "id": str(dice.between(10**12, 10**13)),
                "source_name": name,
                "tracking_url": f"https://zoom.us/webinar/register/{dice.hex(12)}",
                "visitor_count": dice.between(10, 500),
                "registration_count": dice.below(10),
            },
        )
        for name in ("Newsletter", "Мессенджер", "https://example.com")[: dice.below(4)]
    ]
