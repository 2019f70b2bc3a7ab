"""For all tests: an example that hypothesis tries may take its time, for machines are shared and may be slow."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
