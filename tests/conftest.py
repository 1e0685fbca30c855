"""What holds for every test: hypothesis looks for wrong answers, never for slow ones; a passphrase
and a salt are worked on once."""

from functools import lru_cache

from hypothesis import HealthCheck, settings

from orgkeys import primitives, vault

# Speed is measured in bench/. A deadline would make a busy machine fail a right answer, as would
# the check that making inputs is not slow.
settings.register_profile("noview", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("noview")

# Argon2id is slow on purpose and pure: what a vault was locked with opens it again in these tests
# without the same work. Its cost and its answers have tests of their own (test_primitives.py,
# test_vault.py, tests/vectors), and whoever counts its calls puts their own in this place.
vars(vault)["argon2id"] = lru_cache(maxsize=256)(primitives.argon2id)
