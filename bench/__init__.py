"""Speed, measured: made-up files of any size, and how long our work on them takes beside a bare engine."""
