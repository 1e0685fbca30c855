"""The organisation's half of noview: its keys, signed documents, staff and conversations."""
