"""Run the command line with ``python -m geofinder``."""

from geofinder.cli import main

if __name__ == "__main__":
    main()
