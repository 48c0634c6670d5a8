"""What every test shares: how hypothesis searches, here and under continuous integration."""

import os

from hypothesis import settings

# Derandomised, so that a change is judged by what it changed and not by the day's luck.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("local", deadline=None, max_examples=50)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "local")
)
