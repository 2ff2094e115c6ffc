"""`python -m camfilter`, for where the command is not on the path."""

from camfilter.cli import main

if __name__ == "__main__":
    main()
