"""What holds for every test: hypothesis looks for wrong answers, never for slow ones."""

from hypothesis import settings

# Speed is measured in bench/. A deadline would make a busy machine fail a right answer.
settings.register_profile("noview", deadline=None)
settings.load_profile("noview")
