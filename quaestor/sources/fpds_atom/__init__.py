"""The federal register of contract actions as Atom pages: `source.yml` says what they are, `read.py` reads them."""
