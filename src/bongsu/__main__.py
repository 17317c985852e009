"""`python -m bongsu` is the same as `bongsu`."""

from bongsu.cli.main import main

if __name__ == "__main__":
    main()
