"""Measurements: the relay beside bare forwarders, and the survivor's page. Never in the tests."""
