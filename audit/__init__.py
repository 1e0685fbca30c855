"""The auditor's half: looks at what a host has, and says in plain words what it found."""
