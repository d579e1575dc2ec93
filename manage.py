#!/usr/bin/env python
"""Django's commands, with the settings of casite."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casite.settings")
    execute_from_command_line(sys.argv)
