"""The settings of production, with static files in the folder of this run."""

import os
from pathlib import Path

from casite.settings import *

STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
