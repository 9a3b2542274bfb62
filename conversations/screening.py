"""What a text goes through before it is stored: see :mod:`nexus.privacy.screening`, which other apps use too."""

from nexus.privacy.screening import Screened, make_safe, screen

__all__ = ["Screened", "make_safe", "screen"]
