#!/usr/bin/env python3
"""Command-line entry of the platform."""

import gc
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangjian.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    # Loading makes hundreds of thousands of objects that all stay: looking through them again and again is a quarter
    # of the time a command takes to start.
    gc.set_threshold(200_000, 20, 20)
    main()
