"""Measurements: the relay beside bare forwarders, and the survivor's page. Never part of the tests."""
