"""`python -m igiz` is `igiz`."""

from igiz.edge.cli import main

if __name__ == "__main__":
    main()
