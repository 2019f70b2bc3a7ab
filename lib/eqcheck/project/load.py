"""A library by its name, and what is wrong with a book as a whole."""
from __future__ import annotations

import hashlib
import re
from functools import cache, partial
