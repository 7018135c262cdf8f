"""What companies have to keep: reports of chats, and archived sessions."""

STREAMS = ()
