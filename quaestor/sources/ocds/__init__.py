"""Open contracting data (OCDS 1.0 and 1.1): `source.yml` says what it is, `read.py` reads it."""
