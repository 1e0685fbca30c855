"""The host's half of noview: a blind relay that carries ciphertext and signed public documents."""
